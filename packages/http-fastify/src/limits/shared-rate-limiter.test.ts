import { manualClock } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import type { SharedRateCounts } from './shared-rate-counts.js';
import { createExactRateLimiter, createSharedRateLimiter } from './shared-rate-limiter.js';

const limit = { name: 'address', quota: 10, windowSeconds: 60 };

/** Shared counts as any store would keep them. */
const createCounts = () => {
  const taken = new Map<string, { count: number; expiresAt: number }>();
  const of = (key: string, start: number): number => taken.get(`${key} ${start}`)?.count ?? 0;
  const counts: SharedRateCounts = {
    add: async (added) => {
      if (new Set(added.map(({ key, start }) => `${key} ${start}`)).size < added.length)
        throw new Error('a key stands twice with the same window');
      return added.map((one) => {
        const count = of(one.key, one.start) + one.taken;
        taken.set(`${one.key} ${one.start}`, { count, expiresAt: one.expiresAt });
        return { key: one.key, start: one.start, taken: count };
      });
    },
    takeOne: async ({ key, start, previousStart, previousShare, quota, expiresAt }) => {
      const [current, previous] = [of(key, start), of(key, previousStart)];
      const allowed = current + Math.floor(previous * previousShare) < quota;
      if (allowed) taken.set(`${key} ${start}`, { count: current + 1, expiresAt });
      return { allowed, current, previous };
    },
    forget: async (key) => {
      for (const counted of taken.keys()) if (counted.startsWith(`${key} `)) taken.delete(counted);
    },
    sweep: async (now) => {
      for (const [key, { expiresAt }] of taken) if (expiresAt <= now) taken.delete(key);
    },
  };
  return { counts, keys: () => [...taken.keys()] };
};

const createServers = (count: number, maxKeys?: number) => {
  const clock = manualClock();
  const { counts, keys } = createCounts();
  const failures: unknown[] = [];
  let isDown = false;
  const flaky: SharedRateCounts = {
    ...counts,
    add: (added) => (isDown ? Promise.reject(new Error('down')) : counts.add(added)),
  };
  const servers = Array.from({ length: count }, () =>
    createSharedRateLimiter({
      clock,
      counts: flaky,
      onFailure: (error) => failures.push(error),
      ...(maxKeys === undefined ? {} : { maxKeys }),
    }),
  );
  return {
    clock,
    keys,
    failures,
    servers,
    exchange: async () => {
      // Twice: who told first learns of the others with the next exchange.
      for (const server of servers) await server.exchange();
    },
    ask: (times: number, key = '192.0.2.1') =>
      servers.map(
        (server) =>
          Array.from({ length: times }, () => server.take(limit, key)).filter(({ allowed }) => allowed)
            .length,
      ),
    goDown: (down: boolean) => {
      isDown = down;
    },
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('a limit of several servers', () => {
  it('is overshot at the most by the quota of each other server, where all comes before one exchange', async () => {
    const { ask, exchange } = createServers(3);
    expect(ask(50)).toEqual([10, 10, 10]);
    await exchange();
    expect(ask(50)).toEqual([0, 0, 0]);
  });

  it('is kept where requests come between exchanges', async () => {
    const { ask, exchange } = createServers(3);
    let passed = 0;
    for (let round = 0; round < 20; round += 1) {
      passed += sum(ask(1));
      await exchange();
      await exchange();
    }
    // Of the last round each server let pass one that the others did not know of.
    expect(passed).toBeGreaterThanOrEqual(limit.quota);
    expect(passed).toBeLessThanOrEqual(limit.quota + 2);
  });

  it('holds what was overshot against the window that follows', async () => {
    const { ask, exchange, clock } = createServers(2);
    ask(50);
    await exchange();
    await exchange();
    clock.advance(60_000);
    expect(ask(50)).toEqual([0, 0]);
  });

  it('is kept by each server for itself while the counts can’t be reached, and none are lost by that', async () => {
    const { ask, exchange, goDown, failures } = createServers(2);
    goDown(true);
    expect(ask(6)).toEqual([6, 6]);
    await exchange();
    expect(failures).toHaveLength(2);
    expect(ask(50)).toEqual([4, 4]);
    goDown(false);
    await exchange();
    await exchange();
    expect(ask(50)).toEqual([0, 0]);
  });

  it('counts what is taken while an exchange is under way, also where a window ends meanwhile', async () => {
    const clock = manualClock();
    const { counts } = createCounts();
    let [answer, begin] = [(): void => undefined, (): void => undefined];
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const slow: SharedRateCounts = {
      ...counts,
      add: async (added) => {
        const answers = await counts.add(added);
        begin();
        await held;
        return answers;
      },
    };
    const server = createSharedRateLimiter({ clock, counts: slow, onFailure: () => undefined });
    const take = (times: number): number =>
      Array.from({ length: times }, () => server.take(limit, 'a')).filter(({ allowed }) => allowed).length;
    expect(take(2)).toBe(2);
    const exchanged = server.exchange();
    await begun;
    expect(take(6)).toBe(6);
    clock.advance(60_000);
    expect(take(1)).toBe(1);
    answer();
    await exchanged;
    // Eight of the window before, which counts as a whole at its end, and one of this.
    expect(take(50)).toBe(1);
  });

  it('is told once for a key that was forgotten meanwhile and came again', async () => {
    const { ask, exchange, failures } = createServers(1, 3);
    for (const used of ['b', 'c']) ask(50, used);
    await exchange();
    // What is refused is not told, but keeps others from being forgotten before it.
    for (const key of ['a', 'b', 'c', 'd', 'a']) ask(2, key);
    await exchange();
    expect(failures).toEqual([]);
    expect(ask(50, 'a')).toEqual([6]);
  });

  it('tells the counts no address, and has them swept', async () => {
    const { ask, exchange, keys, clock } = createServers(1);
    ask(1);
    await exchange();
    expect(keys()).toHaveLength(1);
    expect(keys().join()).not.toContain('192.0.2.1');
    clock.advance(120_000);
    await exchange();
    expect(keys()).toEqual([]);
  });
});

describe('servers that exchange nothing', () => {
  it('let pass as much as each of them would', () => {
    const { ask } = createServers(5);
    expect(sum([...ask(50), ...ask(50)])).toBe(50);
  });
});

describe('an exact limit', () => {
  it('is that of all servers together, each time', async () => {
    const clock = manualClock();
    const { counts } = createCounts();
    const servers = [createExactRateLimiter(clock, counts), createExactRateLimiter(clock, counts)];
    const taken = [];
    for (let round = 0; round < 8; round += 1)
      for (const { take } of servers) taken.push(await take(limit, 'ada@example.com'));
    expect(taken.map(({ allowed }) => allowed)).toEqual(
      Array.from({ length: 16 }, (_, index) => index < limit.quota),
    );
    expect(taken[9]).toEqual({ allowed: true, remaining: 0, resetSeconds: 60 });
    expect(taken[10]).toEqual({ allowed: false, remaining: 0, resetSeconds: 61 });
  });

  it('lets nothing pass that the counts have refused, or can’t tell', async () => {
    const refusing: SharedRateCounts = {
      ...createCounts().counts,
      takeOne: () => Promise.resolve({ allowed: false, current: 0, previous: 0 }),
    };
    const { take } = createExactRateLimiter(manualClock(), refusing);
    expect(await take(limit, 'ada')).toMatchObject({ allowed: false, remaining: 0 });
    const silent = { ...refusing, takeOne: () => Promise.reject(new Error('down')) };
    await expect(createExactRateLimiter(manualClock(), silent).take(limit, 'ada')).rejects.toThrow('down');
  });
});
