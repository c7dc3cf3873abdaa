import { HOUR_MS, MINUTE_MS, type Clock, type Upkeep } from '@slotkeeper/domain';

/** From the end of one pruning to the beginning of the next. */
export const PRUNE_INTERVAL_MS = 10 * MINUTE_MS;

/**
 * Throws away what nobody needs any longer: the answers to idempotency keys that are older than so many hours, logins and
 * invitations that have expired.
 *
 * @returns how many of the kind of which there were most, at most `limit`
 */
export const pruneOutdated =
  ({ upkeep, clock }: { readonly upkeep: Upkeep; readonly clock: Clock }, idempotencyHours: number) =>
  async (limit: number): Promise<number> => {
    const now = clock.now();
    const { answers, logins, invitations } = await upkeep.prune({
      answersBefore: now - idempotencyHours * HOUR_MS,
      expiredBefore: now,
      limit,
    });
    return Math.max(answers, logins, invitations);
  };
