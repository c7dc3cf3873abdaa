import {
  IntervalSet,
  scheduleReach,
  type CalendarId,
  type DecisionRequest,
  type IdempotencyKey,
  type Interval,
  type Reading,
} from '@slotkeeper/domain';
import { timestamptzBound } from '../connection/timestamptz.js';
import { isUuid } from '../uuid.js';

/** What one statement is to read, as the JSON document that it is given. */
export interface WantedState {
  /** Calendars to read without their lock. */
  readonly calendars: readonly CalendarId[];
  readonly claims: readonly WantedStretch[];
  readonly bookings: readonly WantedStretch[];
  readonly intent: readonly WantedIntent[];
  readonly bookingIds: readonly WantedId[];
  readonly availabilityIds: readonly WantedId[];
  readonly timeOffIds: readonly WantedId[];
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

/** What decisions that have these calendars locked must see. */
export const wantedByDecisions = (
  requests: readonly DecisionRequest[],
  isLocked: (calendarId: CalendarId) => boolean,
): WantedState => {
  const readings = requests.flatMap(({ calendars, reading }) =>
    calendars.filter(isLocked).map((calendarId) => ({ calendarId, reading })),
  );
  return {
    ...wantedByReadings(readings),
    calendars: [],
    keys: requests.flatMap(({ idempotency }) => keyOf(idempotency)),
  };
};

/** What a query of one calendar must see. */
export const wantedByQuery = (calendarId: CalendarId, reading: Reading): WantedState => ({
  ...wantedByReadings([{ calendarId, reading }]),
  calendars: [calendarId],
  keys: [],
});

/** Whether there is nothing to read. */
export const wantsNothing = (wanted: WantedState): boolean =>
  Object.values<readonly unknown[]>({ ...wanted }).every((list) => list.length === 0);

interface CalendarReading {
  readonly calendarId: CalendarId;
  readonly reading: Reading;
}

const wantedByReadings = (readings: readonly CalendarReading[]): Omit<WantedState, 'calendars' | 'keys'> => ({
  // The bookings of a stretch are found by their claims, by PostgreSQL and by the working set alike.
  claims: stretches(readings, ({ claims, bookings }) => [claims, bookings]).map(wantedStretch),
  bookings: stretches(readings, ({ bookings }) => [bookings]).map(wantedStretch),
  intent: stretches(readings, ({ intent }) => [intent]).map(wantedIntent),
  bookingIds: ids(readings, ({ bookingId }) => bookingId),
  availabilityIds: ids(readings, ({ availabilityId }) => availabilityId),
  timeOffIds: ids(readings, ({ timeOffId }) => timeOffId),
});

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

const ids = (
  readings: readonly CalendarReading[],
  of: (reading: Reading) => string | undefined,
): WantedId[] =>
  readings.flatMap(({ calendarId, reading }) => {
    const id = of(reading);
    return id !== undefined && isUuid(id) ? [{ calendar_id: calendarId, id }] : [];
  });

const keyOf = (idempotency: IdempotencyKey | undefined) =>
  idempotency === undefined ? [] : [{ caller_id: idempotency.callerId, key: idempotency.key }];
