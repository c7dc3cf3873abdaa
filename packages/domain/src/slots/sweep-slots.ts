import type { Grid } from '../availability/open-windows.js';
import type { WindowGroup } from '../availability/windows.js';
import type { Instant } from '../time/instant.js';
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

/** Walks the grids of one group through a range, without an object per candidate. */
class GridCursor {
  start = 0;
  done = false;
  readonly #grids: readonly Grid[];
  readonly #step: number;
  readonly #duration: number;
  readonly #from: Instant;
  readonly #to: Instant;
  #index = -1;

  constructor({ grids, stepMs, durationMs }: WindowGroup, query: SlotQuery) {
    this.#grids = grids;
    this.#step = stepMs;
    this.#duration = durationMs;
    this.#from = Math.max(query.from, query.after?.startTime ?? query.from);
    this.#to = query.to;
    this.#enterNextGrid();
  }

  get end(): Instant {
    return this.start + this.#duration;
  }

  advance(): void {
    this.start += this.#step;
    if (this.start >= this.#to) this.done = true;
    else if (!this.#fits()) this.#enterNextGrid();
  }

  /** Whether the slot lies in its window; where another grid follows in the window, it leaves that one its starts. */
  #fits(): boolean {
    const grid = this.#grids[this.#index];
    if (grid === undefined || this.end > grid.windowEnd) return false;
    return grid.end === grid.windowEnd || this.start + this.#step <= grid.end;
  }

  #enterNextGrid(): void {
    for (;;) {
      this.#index += 1;
      const grid = this.#grids[this.#index];
      if (grid === undefined || grid.start >= this.#to) {
        this.done = true;
        return;
      }
      const stepsBefore = Math.max(0, Math.ceil((this.#from - grid.start) / this.#step));
      this.start = grid.start + stepsBefore * this.#step;
      if (this.start < this.#to && this.#fits()) return;
    }
  }
}
