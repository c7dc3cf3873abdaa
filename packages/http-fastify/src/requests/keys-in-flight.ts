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
  const alone = async <T, E>(
    { callerId, key }: IdempotencyKey,
    act: () => Promise<Result<T, E>>,
  ): Promise<Result<T, E | KeyInFlight>> => {
    const one = `${callerId}\n${key}`;
    if (inFlight.has(one)) return err({ kind: 'key_in_flight' });
    inFlight.add(one);
    try {
      return await act();
    } finally {
      inFlight.delete(one);
    }
  };
  return {
    during: (idempotency, act) => (idempotency === undefined ? act() : alone(idempotency, act)),
  };
};
