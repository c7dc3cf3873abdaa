import { describe, expect, it } from 'vitest';
import { DEFAULT_LOAD_BOUNDS, loadShedder } from './load-shedder.js';
import { watchEventLoop } from './watch-event-loop.js';

const shedding = (bounds = {}) => {
  let now = 0;
  let delay = 0;
  const shedder = loadShedder(
    { maxInFlight: 4, maxLoopDelayMs: 100, stuckAfterMs: 1_000, maxStuck: 2, ...bounds },
    () => delay,
    () => now,
  );
  return {
    ...shedder,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    beLate: (milliseconds: number) => {
      delay = milliseconds;
    },
  };
};

describe('a server that has all that it can work on', () => {
  it('turns away what comes, and takes in again as soon as one is done', () => {
    const { enter, isOverloaded, inFlight } = shedding();
    const leave = [1, 2, 3, 4].map(() => enter());
    expect([isOverloaded(), inFlight()]).toEqual([true, 4]);
    leave[2]?.();
    leave[2]?.();
    expect([isOverloaded(), inFlight()]).toEqual([false, 3]);
  });
});

describe('a server whose store is slow', () => {
  it('turns away what comes while several requests are stuck, however few there are', () => {
    const { enter, isOverloaded, wait } = shedding();
    const leave = [enter(), enter()];
    wait(999);
    expect(isOverloaded()).toBe(false);
    wait(1);
    expect(isOverloaded()).toBe(true);
    leave[0]?.();
    expect(isOverloaded()).toBe(false);
  });

  it('lets a single one that is stuck be', () => {
    const { enter, isOverloaded, wait } = shedding();
    enter();
    wait(60_000);
    enter();
    expect(isOverloaded()).toBe(false);
  });
});

describe('a server whose event loop is late', () => {
  it('turns away what comes until it is not', () => {
    const { isOverloaded, beLate } = shedding();
    beLate(101);
    expect(isOverloaded()).toBe(true);
    beLate(100);
    expect(isOverloaded()).toBe(false);
  });

  it('knows that it is', async () => {
    const { delayMs, stop } = watchEventLoop();
    try {
      let seen = 0;
      for (let tries = 0; tries < 20 && seen < DEFAULT_LOAD_BOUNDS.maxLoopDelayMs / 20; tries += 1) {
        const until = performance.now() + 200;
        while (performance.now() < until);
        await new Promise((resolve) => setTimeout(resolve, 1));
        seen = Math.max(seen, delayMs());
      }
      expect(seen).toBeGreaterThan(DEFAULT_LOAD_BOUNDS.maxLoopDelayMs / 20);
    } finally {
      stop();
    }
  });
});
