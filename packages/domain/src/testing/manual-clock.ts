import type { Clock } from '../ports/clock.js';
import { assertInstant, type Instant } from '../time/instant.js';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** @throws RangeError where it is no instant. */
  readonly set: (instant: Instant) => void;
  /** Milliseconds, a multiple of 1000. @throws RangeError where that leads to no instant. */
  readonly advance: (milliseconds: number) => void;
}

/** 2030-01-01T00:00:00Z, a Tuesday. */
export const DEFAULT_NOW: Instant = 1_893_456_000_000;

/** @throws RangeError where `start` is no instant. */
export const manualClock = (start: Instant = DEFAULT_NOW): ManualClock => {
  assertInstant(start);
  let now = start;
  const set = (instant: Instant): void => {
    assertInstant(instant);
    now = instant;
  };
  return {
    now: () => now,
    set,
    advance: (milliseconds) => {
      set(now + milliseconds);
    },
  };
};
