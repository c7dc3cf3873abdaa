import { err, type Result, type StoreUnavailable } from '@slotkeeper/domain';
import type { LoadShedder } from './load-shedder.js';

/**
 * Counts what the server works on: from when a proof is looked up, or a handler begins, until that has ended, whether
 * or not its client is still there. How long a client takes to send or to read is not the server's work.
 */
export interface WorkOfRequests {
  /** Whether what comes now is to be turned away. */
  readonly isOverloaded: () => boolean;
  /** Works on it, unless there is too much already, and for as long as there is hope that it ends. */
  readonly during: <T, E>(
    piece: PieceOfWork,
    act: () => Promise<Result<T, E>>,
  ) => Promise<Result<T, E | Overloaded | LetGo>>;
}

interface PieceOfWork {
  /** Worked on whatever the load. */
  readonly isVital: boolean;
  /** Whether it may change something. */
  readonly mayChange: boolean;
}

interface Overloaded {
  readonly kind: 'overloaded';
}

/** It is not waited for any longer. Its work may end well yet. */
interface LetGo {
  readonly kind: 'store_unavailable';
  readonly outcome: StoreUnavailable['outcome'];
}

/** @param onLateFailure hears how work failed that nobody waited for any longer */
export const workOfRequests = (
  shedder: LoadShedder | undefined,
  onLateFailure: (error: unknown) => void,
): WorkOfRequests => ({
  isOverloaded: () => shedder?.isOverloaded() === true,
  during: ({ isVital, mayChange }, act) => {
    if (shedder === undefined || isVital) return act();
    if (shedder.isOverloaded()) return Promise.resolve(err({ kind: 'overloaded' }));
    return new Promise((resolve) => {
      let isWaitedFor = true;
      const leave = shedder.enter(() => {
        isWaitedFor = false;
        resolve(err({ kind: 'store_unavailable', outcome: mayChange ? 'unknown' : 'unchanged' }));
      });
      const worked = act();
      worked.then(
        (outcome) => {
          leave();
          resolve(outcome);
        },
        (error: unknown) => {
          leave();
          // Fails as the work did.
          if (isWaitedFor) resolve(worked);
          else onLateFailure(error);
        },
      );
    });
  },
});
