import type { Availability } from '../../availability/availability.js';
import type { Schedule } from '../../availability/schedule.js';
import type { TimeOff } from '../../availability/time-off.js';
import { claimsOf, type Booking, type BookingHistoryEntry, type Claim } from '../../booking/booking.js';
import type { CalendarState } from '../../booking/calendar-state.js';
import type { EventType } from '../../booking/event-type.js';
import { byWaitingOrder, type WaitlistEntry } from '../../booking/waitlist.js';
import type { UserId } from '../../identity/user.js';
import type { OutboxEntry } from '../../ports/domain-event.js';
import { MAX_PAGE_LIMIT } from '../../ports/queries.js';
import { expectEqual, expectThat } from '../expectation.js';
import { calendarOf, type Stage } from './stage.js';

/** All that a store lets its readers see of one host. */
export interface StoredContent {
  readonly calendar: CalendarState;
  readonly bookings: readonly Booking[];
  readonly availability: readonly Availability[];
  readonly schedules: readonly Schedule[];
  readonly timeOff: readonly TimeOff[];
  readonly eventTypes: readonly EventType[];
  /** Of each event type, each revision up to the present one, in order. */
  readonly eventTypeRevisions: readonly (readonly (EventType | undefined)[])[];
  readonly waitlist: readonly WaitlistEntry[];
  readonly events: readonly OutboxEntry[];
  readonly histories: readonly (readonly BookingHistoryEntry[])[];
}

export const contentOf = async (stage: Stage, hostId: UserId): Promise<StoredContent> => {
  const { queries } = stage.store;
  const bookings = (await queries.bookings({ hostId }, { limit: MAX_PAGE_LIMIT })).items;
  const histories: (readonly BookingHistoryEntry[])[] = [];
  for (const { id } of bookings) histories.push(await queries.history(id));
  const eventTypes = await queries.eventTypesOf(hostId);
  const eventTypeRevisions: (readonly (EventType | undefined)[])[] = [];
  for (const { id, revision } of eventTypes) {
    const revisions: (EventType | undefined)[] = [];
    for (let past = 1; past <= revision; past += 1) revisions.push(await queries.eventTypeRevision(id, past));
    eventTypeRevisions.push(revisions);
  }
  return {
    calendar: await calendarOf(stage, hostId),
    bookings,
    availability: (await queries.availabilityOf({ hostId }, { limit: MAX_PAGE_LIMIT })).items,
    schedules: await queries.schedulesOf(hostId),
    timeOff: (await queries.timeOffOf(hostId, { limit: MAX_PAGE_LIMIT })).items,
    eventTypes,
    eventTypeRevisions,
    waitlist: (await queries.waitlist({ hostId }, { limit: MAX_PAGE_LIMIT })).items,
    events: await queries.events(hostId, { afterVersion: 0, limit: MAX_PAGE_LIMIT }),
    histories,
  };
};

/** The order of a calendar's claims; those that begin together may come in any order, so that here they have one. */
export const inClaimOrder = (claims: readonly Claim[]): readonly Claim[] =>
  claims.toSorted((a, b) => a.blocked.start - b.blocked.start || (a.bookingId < b.bookingId ? -1 : 1));

const mayBothBe = (a: Claim, b: Claim): boolean =>
  a.blocked.end <= b.blocked.start ||
  (a.shared !== undefined && b.shared !== undefined && a.shared.shareKey === b.shared.shareKey);

/** Demands of a host's content that its parts tell the same story, whatever was done to it. */
export const expectConsistent = async (stage: Stage, hostId: UserId): Promise<StoredContent> => {
  const content = await contentOf(stage, hostId);
  const { calendar, bookings, availability, schedules, timeOff, events, histories } = content;
  const { eventTypes, eventTypeRevisions, waitlist } = content;
  expectThat(
    calendar.claims.every(({ blocked }, index) => {
      const next = calendar.claims[index + 1];
      return next === undefined || blocked.start <= next.blocked.start;
    }),
    'claims are not in order of their starts',
  );
  const claims = inClaimOrder(bookings.flatMap(claimsOf));
  expectEqual(
    inClaimOrder(calendar.claims),
    claims,
    'claims, in order, are those of the bookings that block time',
  );
  claims.forEach((claim, index) => {
    expectThat(
      claims.slice(index + 1).every((later) => mayBothBe(claim, later)),
      'two claims of a calendar overlap',
    );
  });
  expectEqual(calendar.eventTypes, eventTypes, 'event types, listed and in the calendar');
  expectEqual(
    eventTypeRevisions.map((revisions) => revisions.at(-1)),
    eventTypes,
    'event types, and the latest of their revisions',
  );
  expectEqual(
    calendar.waitlist,
    waitlist.filter(({ status }) => status === 'waiting').sort(byWaitingOrder),
    'who waits, listed and in the calendar',
  );
  const intent = { availability, schedules, timeOff };
  for (const kind of ['availability', 'schedules', 'timeOff'] as const) {
    expectEqual(intent[kind], calendar[kind], `${kind}, listed and in the calendar`);
  }
  expectThat(
    schedules.filter(({ isDefault }) => isDefault).length <= 1,
    'a host has more than one default schedule',
  );
  expectEqual(
    events.map((entry) => entry.version),
    Array.from({ length: calendar.version }, (_, index) => index + 1),
    'the versions of a calendar’s events count without a gap up to the calendar’s own',
  );
  bookings.forEach((booking, index) => {
    const history = histories[index] ?? [];
    expectEqual(
      history.map((entry) => entry.revision),
      Array.from({ length: booking.revision }, (_, revision) => revision + 1),
      'the revisions of a booking’s history count without a gap up to the booking’s own',
    );
    const { status, startTime, endTime, ending } = booking;
    const last = history.at(-1);
    expectEqual(
      { status: last?.status, startTime: last?.startTime, endTime: last?.endTime, ending: last?.ending },
      { status, startTime, endTime, ending },
      'the last line of a booking’s history is the booking as it is',
    );
  });
  return content;
};
