import type { Availability } from '../availability/availability.js';
import { blocksTime } from '../booking/booking-status.js';
import type { Slot } from '../slots/slot.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import { blockedTime, type BookedTime } from './double-bookings.js';

/** One host's time, as far as it decides what can be booked. Every instant but `now` is a whole minute. */
export interface HostTime {
  readonly now: Instant;
  readonly availability: readonly Pick<Availability, 'startTime' | 'endTime' | 'slotDuration'>[];
  readonly bookings: readonly BookedTime[];
}

/** The same questions that the rules answer, answered by looking at every single minute. */
export interface MinuteOracle {
  /** Whether a booking whose deadline has not come blocks the minute that starts then, by itself or by its buffers. */
  readonly isBusy: (minute: Instant) => boolean;
  /** Whether the minute that starts then is available, in slots of that duration or, if left out, of any. */
  readonly isAvailable: (minute: Instant, slotDuration?: number) => boolean;
  /** All slots with `from ≤ start < to`, in order of start and then of end. */
  readonly slots: (range: { readonly from: Instant; readonly to: Instant }) => readonly Slot[];
}

/** Longer time-lines are for the rules themselves: an oracle is slow, on purpose. */
export const MAX_ORACLE_MINUTES = 100_000;

/**
 * An oracle for property tests: arrays of booleans, one for each minute, and no interval anywhere, so that it shares
 * no mistake with code that reckons with intervals.
 * @throws RangeError where a bound is no whole minute, or there are more than {@link MAX_ORACLE_MINUTES} in all.
 */
export const minuteOracle = ({ now, availability, bookings }: HostTime): MinuteOracle => {
  const blocked = bookings
    .filter(({ status, deadline }) => blocksTime(status) && (deadline === undefined || now < deadline))
    .map((booking) => {
      const { from, to } = blockedTime(booking);
      return { startTime: from, endTime: to };
    });
  const ranges = [...availability, ...blocked];
  const first = Math.min(...ranges.map(({ startTime }) => minuteOf(startTime)));
  const last = Math.max(...ranges.map(({ endTime }) => minuteOf(endTime)));
  const count = ranges.length === 0 ? 0 : last - first;
  if (count > MAX_ORACLE_MINUTES) throw new RangeError(`too many minutes for an oracle: ${count}`);

  const coverOf = (
    covering: readonly { readonly startTime: Instant; readonly endTime: Instant }[],
  ): boolean[] => {
    const cover = Array.from({ length: count }, () => false);
    for (const { startTime, endTime } of covering) {
      for (let minute = minuteOf(startTime); minute < minuteOf(endTime); minute += 1)
        cover[minute - first] = true;
    }
    return cover;
  };
  const busy = coverOf(blocked);
  const durations = [...new Set(availability.map(({ slotDuration }) => slotDuration))];
  const available = new Map(
    durations.map((duration) => [
      duration,
      coverOf(availability.filter(({ slotDuration }) => slotDuration === duration)),
    ]),
  );

  const startsOf = (cover: readonly boolean[], duration: number): number[] => {
    const starts: number[] = [];
    let sinceOpening = 0;
    for (let minute = 0; minute < count; minute += 1) {
      sinceOpening = cover[minute] === true ? sinceOpening + 1 : 0;
      // The last minute of a whole slot, counted from where this stretch of availability began.
      if (sinceOpening > 0 && sinceOpening % duration === 0) starts.push(minute + 1 - duration);
    }
    return starts;
  };

  return {
    isBusy: (minute) => busy[minuteOf(minute) - first] === true,
    isAvailable: (minute, slotDuration) =>
      [...available].some(
        ([duration, cover]) =>
          (slotDuration === undefined || slotDuration === duration) &&
          cover[minuteOf(minute) - first] === true,
      ),
    slots: ({ from, to }) =>
      [...available]
        .flatMap(([duration, cover]) =>
          startsOf(cover, duration)
            .filter((start) => !busy.slice(start, start + duration).includes(true))
            .map((start) => ({
              startTime: (first + start) * MINUTE_MS,
              endTime: (first + start + duration) * MINUTE_MS,
            })),
        )
        .filter(({ startTime }) => startTime >= now && startTime >= from && startTime < to)
        .sort((a, b) => a.startTime - b.startTime || a.endTime - b.endTime),
  };
};

const minuteOf = (instant: Instant): number => {
  if (instant % MINUTE_MS !== 0) throw new RangeError(`an oracle looks at whole minutes: ${instant}`);
  return instant / MINUTE_MS;
};
