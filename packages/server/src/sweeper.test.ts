import {
  hold,
  joinWaitlist,
  loadZoneTables,
  MINUTE_MS,
  stateAvailability,
  sweepLapsed,
  type Actor,
  type Dependencies,
  type Role,
} from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { expect, test } from 'vitest';
import { createSweeper, SWEEP_LIMIT, type SweeperOptions } from './sweeper.js';

interface Pauses {
  readonly pause: NonNullable<SweeperOptions['pause']>;
  /** Resolves once the sweeper has come to a pause. */
  readonly reached: () => Promise<void>;
  /** Ends the pause. */
  readonly end: () => void;
}

/** Pauses that last until a test ends them. */
const pauses = (): Pauses => {
  let end: () => void = () => undefined;
  let reach: () => void = () => undefined;
  let reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    pause: (_, signal) =>
      new Promise((resolve) => {
        const ended = (): void => {
          reached = new Promise((again) => {
            reach = again;
          });
          resolve();
        };
        end = ended;
        signal.addEventListener('abort', ended);
        reach();
      }),
    reached: () => reached,
    end: () => {
      end();
    },
  };
};

const log: SweeperOptions['log'] = { debug: () => undefined, error: () => undefined };

test('it sweeps at once, and again after each pause, with the interval that was asked for', async () => {
  const asked: number[] = [];
  const { pause, reached, end } = pauses();
  let sweeps = 0;
  const sweeper = createSweeper({
    sweep: (limit) => {
      sweeps += 1;
      return Promise.resolve(limit - 1);
    },
    intervalMs: 5_000,
    log,
    pause: (milliseconds, signal) => {
      asked.push(milliseconds);
      return pause(milliseconds, signal);
    },
  });
  expect(sweeps).toBe(0);
  sweeper.start();
  await reached();
  expect(sweeps).toBe(1);
  end();
  await reached();
  expect(sweeps).toBe(2);
  expect(asked).toEqual([5_000, 5_000]);
  await sweeper.stop();
  expect(sweeps).toBe(2);
});

test('no two sweeps run at once, however often it is started and however slow they are', async () => {
  const { pause, reached, end } = pauses();
  let [running, most] = [0, 0];
  let release: () => void = () => undefined;
  const sweeper = createSweeper({
    sweep: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      running -= 1;
      return 0;
    },
    intervalMs: 1,
    log,
    pause,
  });
  for (let times = 0; times < 3; times += 1) sweeper.start();
  expect(running).toBe(1);
  release();
  await reached();
  end();
  sweeper.start();
  release();
  const stopped = sweeper.stop();
  release();
  await stopped;
  expect(most).toBe(1);
});

test('stopping waits for the sweep that runs, and begins no other', async () => {
  let sweeps = 0;
  let release: () => void = () => undefined;
  const sweeper = createSweeper({
    sweep: async () => {
      sweeps += 1;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return SWEEP_LIMIT;
    },
    intervalMs: 1,
    log,
  });
  sweeper.start();
  let isStopped = false;
  const stopping = sweeper.stop().then(() => {
    isStopped = true;
  });
  await Promise.resolve();
  expect(isStopped).toBe(false);
  release();
  await stopping;
  expect(sweeps).toBe(1);
});

test('what was never started stops', async () => {
  const sweep = (): Promise<number> => Promise.reject(new Error('nobody asked'));
  await expect(createSweeper({ sweep, intervalMs: 1, log }).stop()).resolves.toBeUndefined();
});

test('it goes on without a pause where there is more, and after a sweep that failed', async () => {
  const errors: unknown[] = [];
  const found: (() => Promise<number>)[] = [
    () => Promise.resolve(SWEEP_LIMIT),
    () => Promise.resolve(SWEEP_LIMIT),
    () => Promise.reject(new Error('the store is away')),
    () => Promise.resolve(1),
  ];
  const { pause, reached, end } = pauses();
  const sweeper = createSweeper({
    sweep: () => found.shift()?.() ?? Promise.resolve(0),
    intervalMs: 1,
    log: { debug: () => undefined, error: (said: unknown) => errors.push(said) },
    pause,
  });
  sweeper.start();
  await reached();
  expect(found).toHaveLength(1);
  expect(errors).toEqual([{ err: new Error('the store is away') }]);
  end();
  await reached();
  expect(found).toHaveLength(0);
  await sweeper.stop();
});

test('a pause of its own ends as soon as it is stopped', async () => {
  const sweeper = createSweeper({ sweep: () => Promise.resolve(0), intervalMs: 3_600_000, log });
  sweeper.start();
  await new Promise(setImmediate);
  await expect(sweeper.stop()).resolves.toBeUndefined();
});

test('lists get tidy, and what was offered to one who waits passes on to the next', async () => {
  const clock = manualClock();
  const dependencies: Dependencies = {
    ...createInMemoryStore({ clock }),
    clock,
    ids: sequentialIds(),
    zones: await loadZoneTables(),
    passwords: { hash: (password) => Promise.resolve(password), verify: () => Promise.resolve(true) },
  };
  const register = async (name: string, role: Role): Promise<Actor> => {
    const userId = dependencies.ids.next();
    const user = { id: userId, email: `${name}@example.com`, name, role, timeZone: 'UTC' };
    await dependencies.users.add({ ...user, createdAt: clock.now() }, undefined);
    return { userId, role };
  };
  const host = await register('ada', 'HOST');
  const hostId = host.userId;
  const startTime = clock.now() + 24 * 60 * MINUTE_MS;
  const endTime = startTime + 30 * MINUTE_MS;
  await stateAvailability(dependencies)({ actor: host, hostId, startTime, endTime, slotDuration: 30 });
  const [first, second, third] = [
    await register('first', 'USER'),
    await register('second', 'USER'),
    await register('third', 'USER'),
  ];
  await hold(dependencies)({ actor: first, hostId, startTime, minutes: 10 });
  for (const actor of [second, third]) {
    await joinWaitlist(dependencies)({ actor, hostId, startTime });
    clock.advance(1_000);
  }
  const { pause, reached, end } = pauses();
  const sweeper = createSweeper({
    sweep: (limit) => sweepLapsed(dependencies)({ limit }),
    intervalMs: 5_000,
    log,
    pause,
  });
  const statuses = async (): Promise<readonly string[]> => {
    const { items } = await dependencies.queries.bookings({ hostId }, { limit: 10 });
    const byMaking = [...items].sort((a, b) => a.createdAt - b.createdAt);
    return byMaking.map(({ bookerId, status }) => {
      const index = [first, second, third].findIndex(({ userId }) => userId === bookerId);
      return `${['first', 'second', 'third'][index] ?? ''} ${status}`;
    });
  };
  sweeper.start();
  await reached();
  expect(await statuses()).toEqual(['first held']);
  clock.advance(10 * MINUTE_MS);
  end();
  await reached();
  expect(await statuses()).toEqual(['first expired', 'second held']);
  clock.advance(60 * MINUTE_MS);
  end();
  await reached();
  expect(await statuses()).toEqual(['first expired', 'second expired', 'third held']);
  await sweeper.stop();
});
