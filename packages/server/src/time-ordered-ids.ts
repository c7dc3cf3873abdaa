import { randomUUID } from 'node:crypto';
import type { IdSource } from '@slotkeeper/domain';

/**
 * UUIDs of version 7 (RFC 9562 section 5.7): 48 bits of epoch milliseconds, then 74 random bits. Rows that are made one
 * after the other lie side by side in an index.
 */
export const timeOrderedIds = (epochMilliseconds: () => number): IdSource => ({
  next: () => {
    const time = epochMilliseconds().toString(16).padStart(12, '0');
    // Of a version 4 UUID, all that follows its version is random but for the variant, which is the same here.
    return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
  },
});
