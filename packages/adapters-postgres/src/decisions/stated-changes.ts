import type { CalendarId } from '@slotkeeper/domain';

/** Of one kind of intent, what a batch states and withdraws: of each item only its last state. */
export class StatedChanges<T extends { readonly id: string }> {
  readonly stated = new Map<string, T>();
  /** By id, the calendars on one of which it may lie. */
  readonly withdrawn = new Map<string, readonly CalendarId[]>();

  get isEmpty(): boolean {
    return this.stated.size === 0 && this.withdrawn.size === 0;
  }

  take(locked: ReadonlySet<CalendarId>, stated: readonly T[] = [], withdrawn: readonly string[] = []): void {
    for (const item of stated) {
      this.stated.set(item.id, item);
      this.withdrawn.delete(item.id);
    }
    for (const id of withdrawn) {
      this.stated.delete(id);
      this.withdrawn.set(id, [...locked]);
    }
  }
}
