const TICK_MS = 20;
const LOOK_EVERY_MS = 250;

/** Watches how late the event loop is. Keeps no process alive. */
export interface EventLoopWatch {
  /** By how many milliseconds a timer came too late, on average over the last quarter of a second. */
  readonly delayMs: () => number;
  readonly stop: () => void;
}

// Not `monitorEventLoopDelay` of Node: after each reset its first tick measures nothing, so that it never measures
// anything where every turn takes longer than it is looked at.
export const watchEventLoop = (): EventLoopWatch => {
  let tickedAt = performance.now();
  let lookedAt = tickedAt;
  let ticks = 0;
  let lateMs = 0;
  let delayMs = 0;
  const ticking = setInterval(() => {
    const now = performance.now();
    lateMs += Math.max(0, now - tickedAt - TICK_MS);
    ticks += 1;
    tickedAt = now;
    if (now - lookedAt < LOOK_EVERY_MS) return;
    delayMs = lateMs / ticks;
    lookedAt = now;
    ticks = 0;
    lateMs = 0;
  }, TICK_MS).unref();
  return { delayMs: () => delayMs, stop: () => clearInterval(ticking) };
};
