import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedRateLimiter } from '@slotkeeper/http-fastify';

/**
 * Exchanges the counts of a limiter with other servers, again and again. Keeps no process alive.
 * @returns ends that, after a last exchange: what was let pass here is not forgotten
 */
export const exchangeRates = (
  { exchange }: Pick<SharedRateLimiter, 'exchange'>,
  intervalMs: number,
): (() => Promise<void>) => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!isOver()) await exchange();
    }
    await exchange();
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
};
