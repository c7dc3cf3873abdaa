import { MINUTE_MS } from '../time/instant.js';
import { IntervalSet } from '../time/interval-set.js';
import type { Availability } from './availability.js';

/**
 * Stretches in which a host can be booked, with the grid that starts go by.
 * The grid of each window begins at the window's start and steps by the slot duration.
 */
export interface WindowGroup {
  /** Minutes. */
  readonly slotDuration: number;
  readonly windows: IntervalSet;
}

/**
 * Resolves one-off ranges to windows. Ranges of the same slot duration that overlap or touch are one window;
 * ranges of different slot durations are never merged. Groups come in order of their slot duration.
 */
export const windowsOf = (availability: readonly Availability[]): readonly WindowGroup[] => {
  const byDuration = new Map<number, { start: number; end: number }[]>();
  for (const { slotDuration, startTime, endTime } of availability) {
    const group = byDuration.get(slotDuration) ?? [];
    group.push({ start: startTime, end: endTime });
    byDuration.set(slotDuration, group);
  }
  return [...byDuration]
    .sort(([a], [b]) => a - b)
    .map(([slotDuration, ranges]) => ({ slotDuration, windows: IntervalSet.of(ranges) }));
};

export const slotDurationMs = (group: WindowGroup): number => group.slotDuration * MINUTE_MS;
