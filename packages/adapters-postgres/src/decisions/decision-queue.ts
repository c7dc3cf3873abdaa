import type { CalendarId } from '@slotkeeper/domain';
import type { WaitingDecision } from './waiting-decision.js';

/**
 * Decisions that wait, in a lane for each set of calendars: first come, first served within a lane, and the lanes take
 * turns, so that a crowd at one calendar keeps nobody else waiting.
 */
export class DecisionQueue {
  // A Map keeps the order of insertion: the lane whose turn is next comes first.
  readonly #lanes = new Map<string, WaitingDecision[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(waiting: WaitingDecision): void {
    this.#laneOf(waiting).push(waiting);
    this.#size += 1;
  }

  /** Puts decisions back that could not be made yet, before those that came later. */
  putBack(decisions: readonly WaitingDecision[]): void {
    // The lanes in the order of their turns, which is not that of putting back.
    for (const waiting of decisions) this.#laneOf(waiting);
    for (const waiting of decisions.toReversed()) this.#laneOf(waiting).unshift(waiting);
    this.#size += decisions.length;
  }

  /** Takes up to `max` decisions of the lanes that are wanted, by turns. */
  take(max: number, isWanted: (calendars: readonly CalendarId[]) => boolean): WaitingDecision[] {
    const taken: WaitingDecision[] = [];
    // A lane that has had its turn is set anew, at the end, where this same loop meets it again.
    for (const [key, lane] of this.#lanes) {
      if (taken.length === max) break;
      const [first] = lane;
      if (first === undefined || !isWanted(first.calendars)) continue;
      taken.push(first);
      lane.shift();
      this.#lanes.delete(key);
      if (lane.length > 0) this.#lanes.set(key, lane);
    }
    this.#size -= taken.length;
    return taken;
  }

  /** Takes up to `max` decisions of the first lane that is wanted. It has had its turn then. */
  takeOfLane(max: number, isWanted: (calendars: readonly CalendarId[]) => boolean): WaitingDecision[] {
    for (const [key, lane] of this.#lanes) {
      const [first] = lane;
      if (first === undefined || !isWanted(first.calendars)) continue;
      const taken = lane.splice(0, max);
      this.#lanes.delete(key);
      if (lane.length > 0) this.#lanes.set(key, lane);
      this.#size -= taken.length;
      return taken;
    }
    return [];
  }

  /** Takes all decisions on a calendar. */
  takeAllOn(calendarId: CalendarId): WaitingDecision[] {
    const taken: WaitingDecision[] = [];
    for (const [key, lane] of this.#lanes) {
      if (lane[0]?.calendars.includes(calendarId) !== true) continue;
      taken.push(...lane);
      this.#lanes.delete(key);
    }
    this.#size -= taken.length;
    return taken;
  }

  #laneOf({ calendars }: WaitingDecision): WaitingDecision[] {
    const key = calendars.toSorted().join(' ');
    const lane = this.#lanes.get(key) ?? [];
    this.#lanes.set(key, lane);
    return lane;
  }
}
