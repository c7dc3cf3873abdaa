import { slotDurationMs, type WindowGroup } from '../availability/windows.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { Slot } from './slot.js';

/** Which slots to derive. */
export interface SlotQuery {
  /** A slot belongs to the range if its start does: `from ≤ start < to`. */
  readonly from: Instant;
  readonly to: Instant;
  /** Only slots that come after this one, by start and then by end. */
  readonly after?: Slot | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
}

/**
 * Derives the slots of all groups, in order of start and then of end: one sweep, linear in the windows and the
 * candidates inside the range. `permits` is asked once for each start on the grid whose whole slot lies in its window.
 */
export const sweepSlots = (
  groups: readonly WindowGroup[],
  query: SlotQuery,
  permits: (start: Instant, end: Instant) => boolean,
): Slot[] => {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const cursors = groups.map((group) => new GridCursor(group, query));
  const slots: Slot[] = [];
  while (slots.length < limit) {
    const next = earliest(cursors);
    if (next === undefined) break;
    const { start, end } = next;
    next.advance();
    if (isAfter(start, end, query.after) && permits(start, end))
      slots.push({ startTime: start, endTime: end });
  }
  return slots;
};

// Groups come in order of duration, so of equal starts the first cursor has the earliest end.
const earliest = (cursors: readonly GridCursor[]): GridCursor | undefined => {
  let first: GridCursor | undefined;
  for (const cursor of cursors) {
    if (!cursor.done && (first === undefined || cursor.start < first.start)) first = cursor;
  }
  return first;
};

const isAfter = (start: Instant, end: Instant, after: Slot | undefined): boolean =>
  after === undefined || start > after.startTime || (start === after.startTime && end > after.endTime);

/** Walks the grid of one group through a range, without an object per candidate. */
class GridCursor {
  start = 0;
  done = false;
  readonly #windows: readonly Interval[];
  readonly #step: number;
  readonly #from: Instant;
  readonly #to: Instant;
  #index = -1;

  constructor(group: WindowGroup, query: SlotQuery) {
    this.#windows = group.windows;
    this.#step = slotDurationMs(group);
    this.#from = Math.max(query.from, query.after?.startTime ?? query.from);
    this.#to = query.to;
    this.#enterNextWindow();
  }

  get end(): Instant {
    return this.start + this.#step;
  }

  advance(): void {
    this.start += this.#step;
    const window = this.#windows[this.#index];
    if (window === undefined || this.end > window.end) this.#enterNextWindow();
    else if (this.start >= this.#to) this.done = true;
  }

  #enterNextWindow(): void {
    for (;;) {
      this.#index += 1;
      const window = this.#windows[this.#index];
      if (window === undefined || window.start >= this.#to) {
        this.done = true;
        return;
      }
      const stepsBefore = Math.max(0, Math.ceil((this.#from - window.start) / this.#step));
      this.start = window.start + stepsBefore * this.#step;
      if (this.end <= window.end && this.start < this.#to) return;
    }
  }
}
