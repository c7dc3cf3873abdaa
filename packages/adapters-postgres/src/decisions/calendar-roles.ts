import type { CalendarId, CalendarRecord } from '@slotkeeper/domain';
import { BoundedMap } from '../bounded-map.js';

type Whose = Pick<CalendarRecord, 'role'>;

const DEFAULT_MAX = 100_000;

/**
 * Whose calendars are, hosts' or users', as far as they were seen: what is to be read of a calendar depends on it. Only a
 * hint for what is asked before its lock is there.
 */
export class CalendarRoles {
  readonly #known: BoundedMap<CalendarId, Whose>;

  constructor(max = DEFAULT_MAX) {
    this.#known = new BoundedMap(max);
  }

  get(id: CalendarId): Whose | undefined {
    return this.#known.get(id);
  }

  /** Whether all these are what they were when they were last seen. */
  agreesWith(calendars: readonly CalendarRecord[]): boolean {
    return calendars.every(({ calendarId, role }) => this.#known.get(calendarId)?.role === role);
  }

  learn(calendars: readonly CalendarRecord[]): void {
    // What is forgotten costs a round trip once.
    for (const { calendarId, role } of calendars) this.#known.set(calendarId, { role });
  }
}
