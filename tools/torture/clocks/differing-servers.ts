import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import {
  loadZoneTables,
  type Clock,
  type Store,
  type TimeDependencies,
  type Users,
} from '@slotkeeper/domain';
import { manualClock, type ManualClock } from '@slotkeeper/domain/testing';
import { timeOrderedIds } from '../../../packages/server/test/inside-server.js';

const ZONES = await loadZoneTables();

/** A server with a clock of its own, which is off by so much. */
export interface DifferingServer {
  readonly store: Store;
  readonly clock: Clock;
  readonly dependencies: TimeDependencies & { readonly users: Users };
  /** Sets the clock this far ahead of what the time is, in milliseconds. */
  readonly setAheadMs: (aheadMs: number) => void;
}

/** Several of them on one database, and what the time is. */
export interface DifferingServers {
  readonly truth: ManualClock;
  readonly servers: readonly DifferingServer[];
  readonly close: () => Promise<void>;
}

/**
 * Opens a store for each clock.
 * @param aheadMs how far ahead each is to begin with
 * @param spoil what becomes of each store, for servers that must be caught
 */
export const openDifferingServers = (
  connectionString: string,
  aheadMs: readonly number[],
  spoil: (store: Store, clock: Clock) => Store = (store) => store,
): DifferingServers => {
  const truth = manualClock();
  const opened = aheadMs.map((aheadAtFirst) => {
    let ahead = aheadAtFirst;
    const clock: Clock = { now: () => truth.now() + ahead };
    const store = createPostgresStore({ connectionString, clock });
    const spoilt = spoil(store, clock);
    return {
      close: store.close,
      server: {
        store: spoilt,
        clock,
        dependencies: { ...spoilt, clock, ids: timeOrderedIds(clock.now), zones: ZONES },
        setAheadMs: (next: number) => {
          ahead = next;
        },
      },
    };
  });
  return {
    truth,
    servers: opened.map(({ server }) => server),
    close: async () => {
      await Promise.all(opened.map(({ close }) => close()));
    },
  };
};
