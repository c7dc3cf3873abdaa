import type { KeptAnswers } from '@slotkeeper/domain';
import type { IdempotencyRecords } from './idempotency-records.js';

export const createKeptAnswers = (records: IdempotencyRecords): KeptAnswers => ({
  find: async (key) => {
    const record = records.find(key);
    return record && { fingerprint: record.fingerprint, answer: record.answer };
  },
});
