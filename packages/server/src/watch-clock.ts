import { MINUTE_MS } from '@slotkeeper/domain';
import type { Logger } from 'pino';
import { areApart, clockDifference } from './clock-difference.js';

/** From one comparison of the clocks to the next. */
export const WATCH_INTERVAL_MS = MINUTE_MS;

export interface WatchedClocks {
  /** What the database's clock says, in epoch milliseconds. */
  readonly databaseTime: () => Promise<number>;
  /** What this machine's says. */
  readonly machineTime: () => number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Tells when this machine's clock and the database's are found apart, and when they are together again. It decides
 * nothing: which of the two is wrong can't be known here.
 *
 * @returns a comparison, which always resolves to 0: there is nothing more to do at once
 */
export const watchClock = ({ databaseTime, machineTime, log }: WatchedClocks): (() => Promise<number>) => {
  let wereApart = false;
  return async () => {
    const difference = await clockDifference(databaseTime, machineTime);
    const nowApart = areApart(difference);
    if (nowApart && !wereApart)
      log.warn(
        { databaseAheadMs: difference.aheadMs },
        "this machine's clock and the database's differ: deadlines are judged by the clock of the server that decides",
      );
    if (!nowApart && wereApart)
      log.info(
        { databaseAheadMs: difference.aheadMs },
        "this machine's clock and the database's agree again",
      );
    wereApart = nowApart;
    return 0;
  };
};
