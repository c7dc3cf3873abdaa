import type { Instant } from '../time/instant.js';

/** Tells the time; injected, so that every rule about time can be tested. */
export interface Clock {
  readonly now: () => Instant;
}
