const TICK_MS = 50;

/** How long the event loop has been there to work. */
export interface AttendedTime {
  /** Milliseconds, in steps of 50. */
  readonly nowMs: () => number;
  readonly stop: () => void;
}

/**
 * A clock that stands still while the event loop is busy, by however much that makes it late: what had no chance to be
 * answered meanwhile has not waited for anybody else. Keeps no process alive.
 */
export const attendedTime = (onTick: () => void): AttendedTime => {
  let nowMs = 0;
  const ticking = setInterval(() => {
    nowMs += TICK_MS;
    onTick();
  }, TICK_MS).unref();
  return { nowMs: () => nowMs, stop: () => clearInterval(ticking) };
};
