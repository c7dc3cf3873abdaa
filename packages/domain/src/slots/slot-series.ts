import { formatInstant, type Instant } from '../time/instant.js';
import type { Slot } from './slot.js';

/** Slots of one length, in order, without an object for each. */
export interface SlotSeries {
  readonly durationMs: number;
  /** Instants, ascending. */
  readonly starts: Float64Array;
}

/** A slot as it is answered: RFC 3339, UTC, as `formatInstant` writes it. */
export interface WrittenSlot {
  readonly startTime: string;
  readonly endTime: string;
}

/** An object for each slot, in order of start and then of end, at most `limit` of them. */
export const slotsOf = (all: readonly SlotSeries[], limit = Number.POSITIVE_INFINITY): Slot[] => {
  const [series, ...others] = all;
  if (series === undefined) return [];
  const slots = slotsOfOne(series, limit);
  if (others.length === 0) return slots;
  for (const other of others) slots.push(...slotsOfOne(other, limit));
  return slots
    .sort((a, b) => a.startTime - b.startTime || a.endTime - b.endTime)
    .slice(0, Math.min(limit, slots.length));
};

const slotsOfOne = ({ durationMs, starts }: SlotSeries, limit: number): Slot[] => {
  const count = Math.min(limit, starts.length);
  const slots: Slot[] = [];
  slots.length = count;
  for (let index = 0; index < count; index += 1) {
    const startTime = starts[index] as Instant;
    slots[index] = { startTime, endTime: startTime + durationMs };
  }
  return slots;
};

/** Each slot written down, in order of start and then of end. @throws RangeError where one is not of instants. */
export const writeSlots = (all: readonly SlotSeries[]): WrittenSlot[] => {
  const [series, ...others] = all;
  if (series === undefined) return [];
  if (others.length === 0) return writeSeries(series);
  return slotsOf(all).map(({ startTime, endTime }) => ({
    startTime: formatInstant(startTime),
    endTime: formatInstant(endTime),
  }));
};

const writeSeries = ({ durationMs, starts }: SlotSeries): WrittenSlot[] => {
  const written: WrittenSlot[] = [];
  written.length = starts.length;
  // Many a slot starts when an earlier one ends: that is written once.
  let ended = 0;
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] as Instant;
    while ((starts[ended] as Instant) + durationMs < start) ended += 1;
    const startTime =
      (starts[ended] as Instant) + durationMs === start
        ? (written[ended] as WrittenSlot).endTime
        : formatInstant(start);
    written[index] = { startTime, endTime: formatInstant(start + durationMs) };
  }
  return written;
};
