import type { Instant } from '../time/instant.js';

/** A start and an end that a booking would be accepted for. */
export interface Slot {
  readonly startTime: Instant;
  readonly endTime: Instant;
}
