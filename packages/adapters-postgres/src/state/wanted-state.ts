import {
  IntervalSet,
  scheduleReach,
  type CalendarId,
  type CalendarRecord,
  type DecisionRequest,
  type IdempotencyKey,
  type Interval,
  type Reading,
  type Role,
} from '@slotkeeper/domain';
import { timestamptzBound } from '../connection/timestamptz.js';
import { isUuid } from '../uuid.js';

/** What one statement is to read, as the JSON document that it is given. */
export interface WantedState {
  /** Calendars to read without their lock. */
  readonly calendars: readonly CalendarId[];
  readonly claims: readonly WantedStretch[];
  /** Of hosts, those on their calendars. */
  readonly bookings: readonly WantedStretch[];
  /** Of users, those that they have booked. */
  readonly booked: readonly WantedStretch[];
  /** Calendars whose owners' holds are read. */
  readonly holds: readonly CalendarId[];
  readonly intent: readonly WantedIntent[];
  readonly waitlist: readonly WantedStretch[];
  /** Calendars whose hosts' event types are read, all of them. */
  readonly eventTypes: readonly CalendarId[];
  readonly eventTypeIds: readonly WantedId[];
  readonly bookingIds: readonly WantedId[];
  readonly availabilityIds: readonly WantedId[];
  readonly timeOffIds: readonly WantedId[];
  readonly waitlistEntryIds: readonly WantedId[];
  readonly keys: readonly { readonly caller_id: string; readonly key: string }[];
}

interface WantedStretch {
  readonly calendar_id: CalendarId;
  readonly start_time: string;
  readonly end_time: string;
}

/** What is read in place of the stretch if the host keeps a schedule. */
interface WantedIntent extends WantedStretch {
  readonly reach_start: string;
  readonly reach_end: string;
}

/** An id is looked for on the calendars that were named with it: what lies elsewhere is not found. */
interface WantedId {
  readonly calendar_id: CalendarId;
  readonly id: string;
}

/** What decisions that have these calendars locked must see of them. */
export const readingsOfDecisions = (
  requests: readonly DecisionRequest[],
  locked: { readonly get: (id: CalendarId) => Pick<CalendarRecord, 'role'> | undefined },
): CalendarReading[] =>
  requests.flatMap(({ calendars, reading }) =>
    calendars.flatMap((calendarId) => {
      const role = locked.get(calendarId)?.role;
      return role === undefined ? [] : [{ calendarId, roles: [role], reading }];
    }),
  );

/** What decisions must read that have their calendars locked. */
export const wantedByDecisions = (
  requests: readonly DecisionRequest[],
  readings: readonly CalendarReading[],
): WantedState => ({
  ...wantedByReadings(readings),
  calendars: [],
  keys: requests.flatMap(({ idempotency }) => keyOf(idempotency)),
});

/** A calendar that a query asks for, and what it must see of it. */
export interface CalendarWish {
  readonly calendarId: CalendarId;
  readonly reading: Reading;
}

/** What queries must see. Whose calendars they are is not known yet: what an owner of the other role has is none. */
export const readingsOfQueries = (wishes: readonly CalendarWish[]): CalendarReading[] =>
  wishes.map((wish) => ({ ...wish, roles: ['HOST', 'USER'] }));

/** What queries must read. */
export const wantedByQueries = (readings: readonly CalendarReading[]): WantedState => ({
  ...wantedByReadings(readings),
  calendars: [...new Set(readings.map(({ calendarId }) => calendarId))],
  keys: [],
});

/** What is to be seen of a calendar. */
export interface CalendarReading {
  readonly calendarId: CalendarId;
  /** Which its owner may have. */
  readonly roles: readonly Role[];
  readonly reading: Reading;
}

type WantedByReadings = Omit<WantedState, 'calendars' | 'keys'>;

const wantedByReadings = (readings: readonly CalendarReading[]): WantedByReadings => {
  // Where everything is kept.
  if (readings.length === 0) return NOTHING_WANTED;
  // Nothing but bookings and holds is of users.
  const ofHosts = readings.filter(({ roles }) => roles.includes('HOST'));
  const ofUsers = readings.filter(({ roles }) => roles.includes('USER'));
  return {
    // The bookings of a host's stretch are found by their claims, by PostgreSQL and by the working set alike.
    claims: stretches(ofHosts, ({ claims, bookings }) => [claims, bookings]).map(wantedStretch),
    bookings: stretches(ofHosts, ({ bookings }) => [bookings]).map(wantedStretch),
    booked: stretches(ofUsers, ({ bookings }) => [bookings]).map(wantedStretch),
    holds: calendarsThat(readings, ({ holds }) => holds === true),
    intent: stretches(ofHosts, ({ intent }) => [intent]).map(wantedIntent),
    waitlist: stretches(ofHosts, ({ waitlist }) => [waitlist]).map(wantedStretch),
    eventTypes: calendarsThat(ofHosts, ({ eventTypes }) => eventTypes === 'all'),
    eventTypeIds: ids(ofHosts, ({ eventTypes }) => (eventTypes === 'all' ? [] : (eventTypes ?? []))),
    bookingIds: ids(ofHosts, ({ bookingId }) => [bookingId]),
    availabilityIds: ids(ofHosts, ({ availabilityId }) => [availabilityId]),
    timeOffIds: ids(ofHosts, ({ timeOffId }) => [timeOffId]),
    waitlistEntryIds: ids(ofHosts, ({ waitlistEntryId }) => [waitlistEntryId]),
  };
};

const NOTHING_WANTED: WantedByReadings = {
  claims: [],
  bookings: [],
  booked: [],
  holds: [],
  intent: [],
  waitlist: [],
  eventTypes: [],
  eventTypeIds: [],
  bookingIds: [],
  availabilityIds: [],
  timeOffIds: [],
  waitlistEntryIds: [],
};

const calendarsThat = (
  readings: readonly CalendarReading[],
  want: (reading: Reading) => boolean,
): CalendarId[] => [
  ...new Set(readings.filter(({ reading }) => want(reading)).map(({ calendarId }) => calendarId)),
];

/** The stretches of each calendar, those that meet put together: many decisions want the same one. */
const stretches = (
  readings: readonly CalendarReading[],
  of: (reading: Reading) => readonly (Interval | undefined)[],
): { readonly calendarId: CalendarId; readonly stretch: Interval }[] => {
  const byCalendar = new Map<CalendarId, Interval[]>();
  for (const { calendarId, reading } of readings) {
    const wanted = of(reading).filter((stretch) => stretch !== undefined);
    if (wanted.length > 0) byCalendar.set(calendarId, [...(byCalendar.get(calendarId) ?? []), ...wanted]);
  }
  return [...byCalendar].flatMap(([calendarId, wanted]) =>
    IntervalSet.of(wanted).map((stretch) => ({ calendarId, stretch })),
  );
};

const wantedStretch = ({
  calendarId,
  stretch,
}: {
  calendarId: CalendarId;
  stretch: Interval;
}): WantedStretch => ({
  calendar_id: calendarId,
  start_time: timestamptzBound(stretch.start),
  end_time: timestamptzBound(stretch.end),
});

const wantedIntent = (wanted: { calendarId: CalendarId; stretch: Interval }): WantedIntent => {
  const reach = scheduleReach(wanted.stretch);
  return {
    ...wantedStretch(wanted),
    reach_start: timestamptzBound(reach.start),
    reach_end: timestamptzBound(reach.end),
  };
};

/** Each once: many decisions want the same one. */
const ids = (
  readings: readonly CalendarReading[],
  of: (reading: Reading) => readonly (string | undefined)[],
): WantedId[] => {
  const wanted = new Map<string, WantedId>();
  for (const { calendarId, reading } of readings) {
    for (const id of of(reading)) {
      if (id !== undefined && isUuid(id)) wanted.set(`${calendarId} ${id}`, { calendar_id: calendarId, id });
    }
  }
  return [...wanted.values()];
};

const keyOf = (idempotency: IdempotencyKey | undefined) =>
  idempotency === undefined ? [] : [{ caller_id: idempotency.callerId, key: idempotency.key }];
