import type { Instant } from '../time/instant.js';

/** What each change to something raises. */
interface Revised {
  readonly revision: number;
  readonly updatedAt: Instant;
}

/**
 * The revision after this one. Clocks may be set back, and that of another server may be behind: what is changed then
 * was changed no earlier than the last time.
 */
export const nextRevision = ({ revision, updatedAt }: Revised, now: Instant): Revised => ({
  revision: revision + 1,
  updatedAt: Math.max(updatedAt, now),
});
