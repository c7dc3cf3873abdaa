import type { IdempotencyKey } from '@slotkeeper/domain';

/** What was answered to a request that carried a key. */
export interface IdempotencyRecord {
  readonly fingerprint: string;
  /** JSON. */
  readonly answer: string;
}

/** The answers given so far, by caller and key. */
export interface IdempotencyRecords {
  readonly find: (key: IdempotencyKey) => IdempotencyRecord | undefined;
  readonly write: (key: IdempotencyKey, answer: string) => void;
}

export const createIdempotencyRecords = (): IdempotencyRecords => {
  const records = new Map<string, IdempotencyRecord>();
  return {
    find: (key) => records.get(nameOf(key)),
    write: (key, answer) => {
      records.set(nameOf(key), { fingerprint: key.fingerprint, answer });
    },
  };
};

/** One text for one caller and key; no caller can choose a key that reads like another caller's. */
export const nameOf = ({ callerId, key }: IdempotencyKey): string => JSON.stringify([callerId, key]);
