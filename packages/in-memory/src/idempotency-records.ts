import type { IdempotencyKey, Instant, UserId } from '@slotkeeper/domain';

/** What was answered to a request that carried a key. */
export interface IdempotencyRecord {
  readonly fingerprint: string;
  /** JSON. */
  readonly answer: string;
  readonly at: Instant;
  /** Whom a sealed answer tells of. */
  readonly about?: UserId | undefined;
}

type KeyName = Pick<IdempotencyKey, 'callerId' | 'key'>;

/** The answers given so far, by caller and key. */
export interface IdempotencyRecords {
  readonly find: (key: KeyName) => IdempotencyRecord | undefined;
  readonly write: (key: IdempotencyKey, record: Omit<IdempotencyRecord, 'fingerprint'>) => void;
  /** Throws away what a person was answered, and what others were answered about the person. */
  readonly erase: (id: UserId) => void;
  /** Throws away at most so many of those kept before an instant, and says how many. */
  readonly prune: (before: Instant, limit: number) => number;
}

export const createIdempotencyRecords = (): IdempotencyRecords => {
  const records = new Map<string, IdempotencyRecord & { readonly callerId: UserId }>();
  return {
    find: (key) => records.get(nameOf(key)),
    write: (key, record) => {
      const { callerId, fingerprint } = key;
      records.set(nameOf(key), { ...record, callerId, fingerprint });
    },
    erase: (id) => {
      for (const [name, { callerId, about, answer }] of records)
        if (callerId === id || about === id || answer.includes(JSON.stringify(id))) records.delete(name);
    },
    prune: (before, limit) => {
      const old = [...records].filter(([, { at }]) => at < before).slice(0, limit);
      for (const [name] of old) records.delete(name);
      return old.length;
    },
  };
};

/** One text for one caller and key; no caller can choose a key that reads like another caller's. */
export const nameOf = ({ callerId, key }: KeyName): string => JSON.stringify([callerId, key]);
