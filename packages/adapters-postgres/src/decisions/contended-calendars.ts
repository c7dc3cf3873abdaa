import type { CalendarId } from '@slotkeeper/domain';

interface Contention {
  /** When it was first found, of a monotonic clock, in milliseconds. */
  readonly sinceMs: number;
  readonly waitedInVain: boolean;
}

/** Calendars that decisions of this process want and that others were found to hold. */
export class ContendedCalendars {
  readonly #found = new Map<CalendarId, Contention>();
  readonly #boundMs: number;

  /** @param boundMs how long others may hold a calendar, in milliseconds; 0 means without bound */
  constructor(boundMs: number) {
    this.#boundMs = boundMs;
  }

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  has(id: CalendarId): boolean {
    return this.#found.has(id);
  }

  /** Whether one of these is held by others for longer than a transaction takes. */
  isStuck(ids: readonly CalendarId[]): boolean {
    return ids.some((id) => this.#found.get(id)?.waitedInVain === true);
  }

  /** Others hold it. Tells whether they have held it for too long; then it is forgotten. */
  found(id: CalendarId, nowMs: number): boolean {
    const { sinceMs, waitedInVain } = this.#found.get(id) ?? { sinceMs: nowMs, waitedInVain: false };
    if (this.#boundMs > 0 && nowMs - sinceMs >= this.#boundMs) {
      this.#found.delete(id);
      return true;
    }
    this.#found.set(id, { sinceMs, waitedInVain });
    return false;
  }

  /** It, or another calendar that was waited for at the same time, did not become free. */
  waitedInVain(id: CalendarId): void {
    const contention = this.#found.get(id);
    if (contention !== undefined) this.#found.set(id, { ...contention, waitedInVain: true });
  }

  /** It was locked, or nobody wants it any more. */
  forget(id: CalendarId): void {
    this.#found.delete(id);
  }
}
