import { WorkingSet, type Clock, type OutboxEntry, type Store } from '@slotkeeper/domain';
import { createStoreOn } from '../src/create-in-memory-store.js';
import { createLedger, type Ledger } from '../src/ledger.js';
import { createLocks, type Locks } from '../src/locks.js';
import { createStoreState } from '../src/store-state.js';

/** Where a decision may be made to wait, or to end. */
export type PlaceOfDecision = 'before its locks' | 'under its locks';

export interface StoresOnOneState {
  /**
   * The store as one process sees it.
   * @param reach is waited for wherever a decision gets to; where it throws, the decision leaves nothing behind
   */
  readonly open: (reach?: (place: PlaceOfDecision) => Promise<void>) => Store;
}

/** What is wrong with a state, for those that must be caught; nothing if left out. */
export interface PlantedFaults {
  /** Writes whatever it is told to. */
  readonly withoutChecks?: boolean;
  /** Events that are written without their line of history. */
  readonly withoutHistory?: (entry: OutboxEntry) => boolean;
}

/** A state that outlives the processes which work on it: each has a store of its own, and the locks are between them. */
export const storesOnOneState = (
  clock: Clock,
  { withoutChecks = false, withoutHistory }: PlantedFaults = {},
): StoresOnOneState => {
  const whole = createStoreState();
  const state = {
    ...whole,
    ...(withoutHistory === undefined ? {} : { ledger: halfWriting(withoutHistory) }),
    ...(withoutChecks ? { calendars: new UncheckedSet() } : {}),
  };
  const locks = createLocks();
  return {
    open: (reach = async () => undefined) =>
      createStoreOn({ state, clock, calendarLocks: reaching(locks, reach) }),
  };
};

const reaching = (locks: Locks, reach: (place: PlaceOfDecision) => Promise<void>): Locks => ({
  acquire: async (names) => {
    await reach('before its locks');
    const unlock = await locks.acquire(names);
    try {
      await reach('under its locks');
      return unlock;
    } catch (error) {
      unlock();
      throw error;
    }
  },
});

class UncheckedSet extends WorkingSet {
  override check(): void {
    // Whatever it is.
  }
}

const halfWriting = (withoutHistory: (entry: OutboxEntry) => boolean): Ledger => {
  const outbox = createLedger();
  const histories = createLedger();
  return {
    ...outbox,
    history: histories.history,
    write: (entries) => {
      outbox.write(entries);
      histories.write(entries.filter((entry) => !withoutHistory(entry)));
    },
  };
};
