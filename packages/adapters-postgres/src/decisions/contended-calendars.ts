import type { CalendarId } from '@slotkeeper/domain';

interface Contention {
  /** When it was first found, of a monotonic clock, in milliseconds. */
  readonly sinceMs: number;
  readonly mayTry: boolean;
}

/** Calendars that decisions of this process want and that others were found to hold. */
export class ContendedCalendars {
  readonly #found = new Map<CalendarId, Contention>();
  readonly #boundMs: number;

  /** @param boundMs how long others may hold a calendar, in milliseconds; 0 means without bound */
  constructor(boundMs: number) {
    this.#boundMs = boundMs;
  }

  has(id: CalendarId): boolean {
    return this.#found.has(id);
  }

  /** Whether it may be free: nobody has found it held since the last {@link tryAgain}. */
  mayTry(id: CalendarId): boolean {
    return this.#found.get(id)?.mayTry ?? true;
  }

  /** Others hold it. Tells whether they have held it for too long; then it is forgotten. */
  found(id: CalendarId, nowMs: number): boolean {
    const sinceMs = this.#found.get(id)?.sinceMs ?? nowMs;
    if (this.#boundMs > 0 && nowMs - sinceMs >= this.#boundMs) {
      this.#found.delete(id);
      return true;
    }
    this.#found.set(id, { sinceMs, mayTry: false });
    return false;
  }

  /** It was locked, or nobody wants it any more. */
  forget(id: CalendarId): void {
    this.#found.delete(id);
  }

  tryAgain(): void {
    for (const [id, { sinceMs }] of this.#found) this.#found.set(id, { sinceMs, mayTry: true });
  }
}
