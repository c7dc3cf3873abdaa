import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const LOOK_EVERY_MS = 250;
const NS_PER_MS = 1e6;

/** Watches how late the event loop is. Keeps no process alive. */
export interface EventLoopWatch {
  /** By how many milliseconds a timer came too late, on average over the last quarter of a second. */
  readonly delayMs: () => number;
  readonly stop: () => void;
}

export const watchEventLoop = (): EventLoopWatch => {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let delayMs = 0;
  const looking = setInterval(() => {
    const mean = histogram.mean / NS_PER_MS;
    delayMs = Number.isNaN(mean) ? 0 : Math.max(0, mean - RESOLUTION_MS);
    histogram.reset();
  }, LOOK_EVERY_MS).unref();
  return {
    delayMs: () => delayMs,
    stop: () => {
      clearInterval(looking);
      histogram.disable();
    },
  };
};
