import type fastCheck from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Availability } from '../availability/availability.js';
import type { TimeOff } from '../availability/time-off.js';
import { BOOKING_STATUSES } from '../booking/booking-status.js';
import type { Booking } from '../booking/booking.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { aBooking, anAvailability, aTimeOff } from './builders.js';
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
  return {
    instants,
    intervals,
    intervalSets: fc.array(intervals, { maxLength: MOST_INTERVALS }).map((some) => IntervalSet.of(some)),
    availability,
    timeOff,
    bookings,
    calendars,
    hostTimes: fc.record({
      now: instants,
      availability: fc.array(availability, { maxLength: MOST_INTERVALS }),
      bookings: calendars,
    }),
  };
};
