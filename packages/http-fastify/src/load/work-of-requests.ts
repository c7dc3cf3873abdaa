import { err, type Result } from '@slotkeeper/domain';
import type { LoadShedder } from './load-shedder.js';

/**
 * Counts what the server works on: from when a proof is looked up, or a handler begins, until that has ended, whether
 * or not its client is still there. How long a client takes to send or to read is not the server's work.
 */
export interface WorkOfRequests {
  /** Whether what comes now is to be turned away. */
  readonly isOverloaded: () => boolean;
  /** Works on it, unless there is too much already; what is `vital` is worked on whatever the load. */
  readonly during: <T, E>(
    isVital: boolean,
    act: () => Promise<Result<T, E>>,
  ) => Promise<Result<T, E | Overloaded>>;
}

interface Overloaded {
  readonly kind: 'overloaded';
}

export const workOfRequests = (shedder: LoadShedder | undefined): WorkOfRequests => ({
  isOverloaded: () => shedder?.isOverloaded() === true,
  during: async (isVital, act) => {
    if (shedder === undefined || isVital) return act();
    if (shedder.isOverloaded()) return err({ kind: 'overloaded' });
    const leave = shedder.enter();
    try {
      return await act();
    } finally {
      leave();
    }
  },
});
