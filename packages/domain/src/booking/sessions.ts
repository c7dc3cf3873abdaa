import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import type { BookedSession } from './booking.js';
import { Coverage } from './coverage.js';

/** What bookings of one and the same range are together: a slot that is held, with so many attending. */
export interface Session extends Interval {
  /** The range with its buffers. */
  readonly blocked: Interval;
  readonly attendees: number;
  /** Whether nothing else may run at the same time, however many may: it was made when that was so. */
  readonly isAlone?: boolean | undefined;
  /** What its bookings have in common where it is stored. */
  readonly stored?: BookedSession | undefined;
}

/** The sessions of one event type, ready to be asked many times. */
export class Sessions {
  readonly #byRange = new Map<Instant, Session[]>();
  /** In order of `blocked.start`. */
  readonly #sessions: readonly Session[];
  readonly #coverage: Coverage;
  readonly #alone: BusyTimeline;

  /** Where bookings share their slot, those of the same range are one session; else each is one by itself. */
  constructor(bookings: readonly Session[], { shared }: { readonly shared: boolean }) {
    for (const booking of bookings) {
      const starting = this.#byRange.get(booking.start) ?? [];
      const index = shared ? starting.findIndex((other) => areOne(other, booking)) : -1;
      const same = starting[index];
      if (same === undefined) starting.push(booking);
      else starting[index] = together(same, booking);
      this.#byRange.set(booking.start, starting);
    }
    this.#sessions = [...this.#byRange.values()].flat().sort((a, b) => a.blocked.start - b.blocked.start);
    this.#coverage = new Coverage(this.#sessions.map(({ blocked }) => blocked));
    this.#alone = new BusyTimeline(
      this.#sessions.filter(({ isAlone }) => isAlone).map(({ blocked }) => blocked),
    );
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#sessions[Symbol.iterator]();
  }

  get count(): number {
    return this.#sessions.length;
  }

  /** The session of exactly this range. */
  at(start: Instant, end: Instant): Session | undefined {
    const starting = this.#byRange.get(start);
    if (starting === undefined) return undefined;
    for (const session of starting) {
      if (session.end === end) return session;
    }
    return undefined;
  }

  /** The most sessions that block one and the same instant of `[start, end)`; infinity where one runs alone. */
  peak(start: Instant, end: Instant): number {
    if (this.#alone.isBusy(start, end)) return Number.POSITIVE_INFINITY;
    return this.#coverage.peak(start, end);
  }

  /** The first session that blocks part of `[start, end)`. */
  firstBlocking(start: Instant, end: Instant): Session | undefined {
    return this.#sessions.find(({ blocked }) => blocked.start < end && blocked.end > start);
  }
}

/** Of the same range; where they are stored, as the same session, for others may have begun when seats were not shared. */
const areOne = (a: Session, b: Session): boolean => a.end === b.end && a.stored?.id === b.stored?.id;

const together = (a: Session, b: Session): Session => ({
  start: a.start,
  end: a.end,
  blocked: {
    start: Math.min(a.blocked.start, b.blocked.start),
    end: Math.max(a.blocked.end, b.blocked.end),
  },
  attendees: a.attendees + b.attendees,
  isAlone: a.isAlone,
  stored: a.stored,
});
