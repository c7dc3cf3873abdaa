import { describe, expect, it } from 'vitest';
import { loadShedder } from './load-shedder.js';
import { watchEventLoop } from './watch-event-loop.js';

const nobody = (): void => undefined;

const shedding = (bounds = {}) => {
  let now = 0;
  let delay = 0;
  const shedder = loadShedder(
    {
      maxInFlight: 4,
      maxLoopDelayMs: 100,
      stuckAfterMs: 1_000,
      maxStuck: 2,
      letGoAfterMs: 1_500,
      hopelessAfterMs: 2_000,
      ...bounds,
    },
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
    const leave = [1, 2, 3, 4].map(() => enter(nobody));
    expect([isOverloaded(), inFlight()]).toEqual([true, 4]);
    leave[2]?.();
    leave[2]?.();
    expect([isOverloaded(), inFlight()]).toEqual([false, 3]);
  });
});

describe('a server whose store is slow', () => {
  it('turns away what comes while several requests are stuck, however few there are', () => {
    const { enter, isOverloaded, wait } = shedding();
    const leave = [enter(nobody), enter(nobody)];
    wait(999);
    expect(isOverloaded()).toBe(false);
    wait(1);
    expect(isOverloaded()).toBe(true);
    leave[0]?.();
    expect(isOverloaded()).toBe(false);
  });

  it('lets a single one that is stuck be', () => {
    const { enter, isOverloaded, wait } = shedding();
    enter(nobody);
    wait(60_000);
    enter(nobody);
    expect(isOverloaded()).toBe(false);
  });
});

describe('a server whose store answers nothing', () => {
  it('turns away what comes, and lets go of those that have waited long enough, and of no others', () => {
    const { enter, isOverloaded, look, wait } = shedding({ stuckAfterMs: 60_000 });
    const letGo: number[] = [];
    enter(() => letGo.push(1));
    enter(() => letGo.push(2));
    wait(200);
    const leave = enter(() => letGo.push(3));
    wait(1_299);
    look();
    expect([letGo, isOverloaded()]).toEqual([[], false]);
    wait(1);
    look();
    expect([letGo, isOverloaded()]).toEqual([[1, 2], true]);
    leave();
    leave();
    // One within the last second: at this pace both of the others are done in two.
    expect(isOverloaded()).toBe(false);
    wait(1_000);
    expect(isOverloaded()).toBe(true);
  });

  it('counts who leaves once, however often that is said', () => {
    const { enter, isOverloaded, wait } = shedding({ stuckAfterMs: 60_000 });
    for (let stuck = 0; stuck < 3; stuck += 1) enter(nobody);
    wait(1_500);
    const leave = enter(nobody);
    for (let said = 0; said < 5; said += 1) leave();
    // One in a second: three take three, which is longer than anybody waits.
    expect(isOverloaded()).toBe(true);
  });

  it('has patience with a crowd that its answers serve in time', () => {
    const { enter, look, wait } = shedding({ maxInFlight: 1_000, stuckAfterMs: 60_000 });
    const letGo: number[] = [];
    const waiting = Array.from({ length: 100 }, (_, number) => enter(() => letGo.push(number)));
    for (let leave = waiting.shift(); leave !== undefined; leave = waiting.shift()) {
      wait(20);
      leave();
      look();
    }
    expect(letGo).toEqual([]);
  });

  it('has none with the same crowd where they come too slowly', () => {
    const { enter, look, wait } = shedding({ maxInFlight: 1_000, stuckAfterMs: 60_000 });
    const letGo = new Set<number>();
    const waiting = Array.from({ length: 100 }, (_, number) => enter(() => letGo.add(number)));
    for (let leave = waiting.shift(); leave !== undefined && letGo.size === 0; leave = waiting.shift()) {
      wait(100);
      leave();
      look();
    }
    expect(letGo.size).toBeGreaterThan(80);
  });

  it('lets a few that are stuck be', () => {
    const { enter, look, wait } = shedding({ maxStuck: 3 });
    const letGo: number[] = [];
    enter(() => letGo.push(1));
    enter(() => letGo.push(2));
    wait(60_000);
    look();
    expect(letGo).toEqual([]);
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

  it('knows that it is, at each turn', async () => {
    const { delayMs, stop } = watchEventLoop();
    try {
      const seen: number[] = [];
      for (let turn = 0; turn < 8; turn += 1) {
        const until = performance.now() + 300;
        while (performance.now() < until);
        await new Promise((resolve) => setTimeout(resolve, 1));
        seen.push(delayMs());
      }
      expect(Math.min(...seen.slice(2))).toBeGreaterThan(200);
    } finally {
      stop();
    }
  });
});
