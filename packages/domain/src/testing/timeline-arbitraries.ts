import type fastCheck from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Availability } from '../availability/availability.js';
import type { TimeOff } from '../availability/time-off.js';
import { BOOKING_STATUSES } from '../booking/booking-status.js';
import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import { WAITLIST_STATUSES, type WaitlistEntry } from '../booking/waitlist.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { aBooking, anAvailability, anEventType, aTimeOff, aWaitlistEntry } from './builders.js';
import { DEFAULT_NOW } from './manual-clock.js';
import type { HostTime } from './minute-oracle.js';

/** Makers of whole minutes on a time-line so narrow that bounds meet, touch and enclose each other all the time. */
export interface TimelineArbitraries {
  readonly instants: Arbitrary<Instant>;
  readonly intervals: Arbitrary<Interval>;
  readonly intervalSets: Arbitrary<IntervalSet>;
  /** Valid: the slot duration is not longer than the range. */
  readonly availability: Arbitrary<Availability>;
  /** Time off by instants. */
  readonly timeOff: Arbitrary<TimeOff>;
  /** One by itself, in any status. */
  readonly bookings: Arbitrary<Booking>;
  /** Of one host, in order of start, some touching, none overlapping another that blocks time. */
  readonly calendars: Arbitrary<readonly Booking[]>;
  /** The same with buffers, deadlines, and sessions of several parties, each of which tells its key. */
  readonly calendarsOnTerms: Arbitrary<readonly Booking[]>;
  /** One by itself, in any status, whose time may be shared with others of the same key, of which there are few. */
  readonly parties: Arbitrary<Booking>;
  /** Valid: of durations, buffers and steps of a few minutes, with seats or without. */
  readonly eventTypes: Arbitrary<EventType>;
  /** One by itself, in any status. */
  readonly waitlistEntries: Arbitrary<WaitlistEntry>;
  /** A host's availability and such a calendar, and a time to look at them. */
  readonly hostTimes: Arbitrary<
    HostTime & { readonly availability: readonly Availability[]; readonly bookings: readonly Booking[] }
  >;
}

export interface Timeline {
  /** 2030-01-01T10:00:00Z if left out. */
  readonly start?: Instant | undefined;
  /** How many minutes it is long; 24 if left out. */
  readonly minutes?: number | undefined;
}

const LONGEST_SLOT_MINUTES = 6;
const MOST_INTERVALS = 6;
const MOST_PARTIES = 4;
const LONGEST_BUFFER_MINUTES = 3;

const SHARE_KEYS = ['2a000000-0000-4000-8000-000000000001', '2a000000-0000-4000-8000-000000000002'] as const;

const sharedUnder = (shareKey: string): Pick<Booking, 'eventType' | 'session'> => ({
  eventType: { id: shareKey, revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
  session: { id: shareKey, shareKey },
});

/** The arbitraries, made with the caller's own fast-check, of version 4. */
export const timelineArbitraries = (
  fc: typeof fastCheck,
  { start = DEFAULT_NOW + 10 * HOUR_MS, minutes = 24 }: Timeline = {},
): TimelineArbitraries => {
  const instantAt = (minute: number): Instant => start + minute * MINUTE_MS;
  const minuteRanges = fc
    .tuple(fc.nat({ max: minutes - 1 }), fc.nat({ max: minutes - 1 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }));
  const intervals = minuteRanges.map(({ from, to }) => ({ start: instantAt(from), end: instantAt(to) }));
  const statuses = fc.constantFrom(...BOOKING_STATUSES);

  const availability = fc
    .record({
      range: minuteRanges,
      duration: fc.integer({ min: 1, max: LONGEST_SLOT_MINUTES }),
      id: fc.uuid(),
    })
    .map(({ range: { from, to }, duration, id }) =>
      anAvailability({
        id,
        startTime: instantAt(from),
        endTime: instantAt(to),
        slotDuration: Math.min(duration, to - from),
      }),
    );

  const timeOff = fc
    .record({ range: intervals, id: fc.uuid() })
    .map(({ range, id }) => aTimeOff({ id, span: { startTime: range.start, endTime: range.end } }));

  const bookings = fc
    .record({ range: intervals, status: statuses, id: fc.uuid() })
    .map(({ range, status, id }) => aBooking({ id, startTime: range.start, endTime: range.end, status }));

  // The time-line is cut into pieces, and each piece is booked or left free.
  const calendars = fc
    .array(
      fc.record({ length: fc.integer({ min: 1, max: 5 }), status: fc.option(statuses), id: fc.uuid() }),
      {
        maxLength: minutes,
      },
    )
    .map((pieces) => {
      const made: Booking[] = [];
      let from = 0;
      for (const { length, status, id } of pieces) {
        const to = from + length;
        if (to > minutes) break;
        if (status !== null)
          made.push(aBooking({ id, startTime: instantAt(from), endTime: instantAt(to), status }));
        from = to;
      }
      return made;
    });

  const instants = fc.nat({ max: minutes }).map(instantAt);

  const parties = fc
    .record({
      range: intervals,
      status: statuses,
      id: fc.uuid(),
      shareKey: fc.option(fc.constantFrom(...SHARE_KEYS)),
      attendees: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ range, status, id, shareKey, attendees }) =>
      aBooking({
        id,
        startTime: range.start,
        endTime: range.end,
        status,
        attendees,
        ...(shareKey === null ? {} : sharedUnder(shareKey)),
      }),
    );

  // Each piece is left free, or has one party or more, and its buffers are cut off its ends.
  const calendarsOnTerms = fc
    .array(
      fc.record({
        length: fc.integer({ min: 1, max: 6 }),
        before: fc.nat({ max: LONGEST_BUFFER_MINUTES }),
        after: fc.nat({ max: LONGEST_BUFFER_MINUTES }),
        shared: fc.boolean(),
        parties: fc.array(fc.record({ status: statuses, id: fc.uuid(), deadline: fc.option(instants) }), {
          maxLength: MOST_PARTIES,
        }),
      }),
      { maxLength: minutes },
    )
    .map((pieces) => {
      const made: Booking[] = [];
      let from = 0;
      for (const { length, before, after, shared, parties: those } of pieces) {
        const to = from + length;
        if (to > minutes) break;
        const bufferBeforeMinutes = Math.min(before, length - 1);
        const bufferAfterMinutes = Math.min(after, length - 1 - bufferBeforeMinutes);
        const [first] = those;
        for (const { status, id, deadline } of shared ? those : those.slice(0, 1)) {
          const session = { id: first?.id ?? id, shareKey: first?.id ?? id };
          made.push(
            aBooking({
              id,
              startTime: instantAt(from + bufferBeforeMinutes),
              endTime: instantAt(to - bufferAfterMinutes),
              status,
              eventType: { id: session.shareKey, revision: 1, bufferBeforeMinutes, bufferAfterMinutes },
              ...(shared ? { session } : {}),
              ...(deadline !== null && (status === 'held' || status === 'pending') ? { deadline } : {}),
            }),
          );
        }
        from = to;
      }
      return made;
    });

  const eventTypes = fc
    .record({
      id: fc.uuid(),
      durations: fc.uniqueArray(fc.integer({ min: 1, max: LONGEST_SLOT_MINUTES }), {
        minLength: 1,
        maxLength: 3,
      }),
      step: fc.option(fc.integer({ min: 1, max: LONGEST_SLOT_MINUTES })),
      before: fc.nat({ max: LONGEST_BUFFER_MINUTES }),
      after: fc.nat({ max: LONGEST_BUFFER_MINUTES }),
      notice: fc.nat({ max: minutes }),
      seats: fc.integer({ min: 1, max: MOST_PARTIES }),
      maxConcurrent: fc.integer({ min: 1, max: 3 }),
      bookerMustBeFree: fc.boolean(),
    })
    .map(({ durations, step, before, after, notice, ...members }) =>
      anEventType({
        ...members,
        durationsMinutes: durations,
        ...(step === null ? {} : { stepMinutes: step }),
        bufferBeforeMinutes: before,
        bufferAfterMinutes: after,
        minimumNoticeMinutes: notice,
      }),
    );

  const waitlistEntries = fc
    .record({
      range: intervals,
      status: fc.constantFrom(...WAITLIST_STATUSES),
      came: instants,
      attendees: fc.integer({ min: 1, max: MOST_PARTIES }),
      id: fc.uuid(),
    })
    .map(({ range, status, came, attendees, id }) =>
      aWaitlistEntry({
        id,
        startTime: range.start,
        endTime: range.end,
        status,
        attendees,
        createdAt: came,
        updatedAt: came,
      }),
    );

  return {
    instants,
    intervals,
    intervalSets: fc.array(intervals, { maxLength: MOST_INTERVALS }).map((some) => IntervalSet.of(some)),
    availability,
    timeOff,
    bookings,
    calendars,
    calendarsOnTerms,
    parties,
    eventTypes,
    waitlistEntries,
    hostTimes: fc.record({
      now: instants,
      availability: fc.array(availability, { maxLength: MOST_INTERVALS }),
      bookings: calendars,
    }),
  };
};
