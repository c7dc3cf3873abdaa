import type { Clock } from '../../ports/clock.js';
import type { Store } from '../../ports/store.js';
import type { Stage } from './stage.js';

/** One promise of the ports. `run` rejects where the store does not keep it; any test runner can call it. */
export interface ContractCase {
  /** Unique in its suite. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A store for one case. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Called once, when the case is over, however it ended. */
  readonly teardown: () => Promise<void>;
}

/** Opens an empty store that tells the time by the given clock. Called once for each case. */
export type StoreSetup = (clock: Clock) => Promise<StoreUnderTest>;

/** A promise, and how to see whether a store keeps it. */
export interface ContractRule {
  readonly name: string;
  readonly check: (stage: Stage) => Promise<void>;
}
