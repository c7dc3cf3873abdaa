import { err, type IdempotencyKey, type Result } from '@slotkeeper/domain';

interface KeyInFlight {
  readonly kind: 'key_in_flight';
}

/** Does one thing at a time for each key of a caller. */
export interface KeysInFlight {
  /** Refuses while something is done for the same key. Without a key it is just done. */
  readonly during: <T, E>(
    key: IdempotencyKey | undefined,
    act: () => Promise<Result<T, E>>,
  ) => Promise<Result<T, E | KeyInFlight>>;
}

export const keysInFlight = (): KeysInFlight => {
  const inFlight = new Set<string>();
  return {
    during: async (idempotency, act) => {
      if (idempotency === undefined) return act();
      const one = `${idempotency.callerId}\n${idempotency.key}`;
      if (inFlight.has(one)) return err({ kind: 'key_in_flight' });
      inFlight.add(one);
      try {
        return await act();
      } finally {
        inFlight.delete(one);
      }
    },
  };
};
