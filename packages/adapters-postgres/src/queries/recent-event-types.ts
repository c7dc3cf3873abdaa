import type { EventType, EventTypeId } from '@slotkeeper/domain';

const DEFAULT_MAX = 10_000;

/** Event types as they were when they were last met. */
export class RecentEventTypes {
  readonly #met = new Map<EventTypeId, EventType>();
  readonly #max: number;

  constructor(max = DEFAULT_MAX) {
    this.#max = max;
  }

  get(id: EventTypeId): EventType | undefined {
    return this.#met.get(id);
  }

  /** @param eventType undefined: there is none any more */
  note(id: EventTypeId, eventType: EventType | undefined): void {
    if (eventType === undefined) {
      this.#met.delete(id);
      return;
    }
    if (this.#met.size >= this.#max) this.#met.clear();
    this.#met.set(id, eventType);
  }

  clear(): void {
    this.#met.clear();
  }
}
