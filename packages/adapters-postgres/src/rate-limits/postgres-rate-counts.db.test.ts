import { DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { runSql } from '../../test/stage.js';
import { createPostgresRateCounts, type PostgresRateCounts } from './postgres-rate-counts.js';

const MINUTE_MS = 60_000;

let database: TestDatabase;
let one: PostgresRateCounts;
let other: PostgresRateCounts;

beforeAll(async () => {
  database = await createTestDatabase();
  one = createPostgresRateCounts(database);
  other = createPostgresRateCounts(database);
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await database?.drop();
});

const count = (key: string, taken: number, start = DEFAULT_NOW) => ({
  key,
  start,
  taken,
  expiresAt: start + 2 * MINUTE_MS,
});

describe('counts that servers share', () => {
  it('are added up, by key and window', async () => {
    expect(await one.add([])).toEqual([]);
    expect(await one.add([count('a', 3), count('b', 1)])).toHaveLength(2);
    const told = await other.add([count('b', 2), count('a', 4), count('a', 1, DEFAULT_NOW + MINUTE_MS)]);
    expect(new Set(told)).toEqual(
      new Set([
        { key: 'b', start: DEFAULT_NOW, taken: 3 },
        { key: 'a', start: DEFAULT_NOW, taken: 7 },
        { key: 'a', start: DEFAULT_NOW + MINUTE_MS, taken: 1 },
      ]),
    );
  });

  it('may be added by several at once, the same ones in any order', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `crowd ${index}`);
    await Promise.all(
      Array.from({ length: 20 }, async (_, round) => {
        const mine = keys.map((key) => count(key, 1));
        return (round % 2 === 0 ? one : other).add(round % 3 === 0 ? mine.toReversed() : mine);
      }),
    );
    const sums = await one.add(keys.map((key) => count(key, 0)));
    expect(sums.map(({ taken }) => taken)).toEqual(keys.map(() => 20));
  });

  it('are forgotten of one key, and of no other', async () => {
    const earlier = DEFAULT_NOW - MINUTE_MS;
    await one.add([count('forgiven', 3), count('forgiven', 4, earlier), count('forgive', 5)]);
    await other.forget('forgiven');
    await other.forget('unknown');
    const left = await runSql(
      database.connectionString,
      `select key, taken from rate_window where key like 'forgiv%'`,
    );
    expect(left).toEqual([{ key: 'forgive', taken: 5 }]);
  });

  it('are forgotten once they have expired', async () => {
    await one.add([count('old', 1, DEFAULT_NOW - 2 * MINUTE_MS), count('new', 1)]);
    await one.sweep(DEFAULT_NOW);
    const left = await runSql(
      database.connectionString,
      `select key from rate_window where key in ('old', 'new')`,
    );
    expect(left).toEqual([{ key: 'new' }]);
  });
});

describe('taking one at a time', () => {
  const wanted = (key: string, quota: number) => ({
    key,
    start: DEFAULT_NOW,
    previousStart: DEFAULT_NOW - MINUTE_MS,
    previousShare: 0.5,
    quota,
    expiresAt: DEFAULT_NOW + 2 * MINUTE_MS,
  });

  it('is exact, however many servers do so at once', async () => {
    const taken = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? one : other).takeOne(wanted('login', 7))),
    );
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(7);
    expect(await one.takeOne(wanted('login', 7))).toEqual({ allowed: false, current: 7, previous: 0 });
  });

  it('is not exact for who reads, judges and then writes', async () => {
    const naive = async (): Promise<boolean> => {
      const [before] = await one.add([count('naive', 0)]);
      if ((before?.taken ?? 0) >= 7) return false;
      await one.add([count('naive', 1)]);
      return true;
    };
    const taken = await Promise.all(Array.from({ length: 200 }, naive));
    expect(taken.filter((allowed) => allowed).length).toBeGreaterThan(7);
  });

  it('counts the share of the window before, rounded down', async () => {
    await one.add([count('busy', 9, DEFAULT_NOW - MINUTE_MS)]);
    expect(await one.takeOne(wanted('busy', 5))).toEqual({ allowed: true, current: 0, previous: 9 });
    expect(await one.takeOne(wanted('busy', 5))).toEqual({ allowed: false, current: 1, previous: 9 });
    expect(await one.takeOne(wanted('busy', 4))).toMatchObject({ allowed: false });
  });
});
