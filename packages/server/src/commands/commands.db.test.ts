import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBareDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { runCommandLine } from '../command-line.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createBareDatabase();
});
afterAll(() => database.drop());

const run = async (...args: readonly string[]) => {
  const written = { out: '', err: '' };
  const exitCode = await runCommandLine(args, {
    environment: { DATABASE_URL: database.connectionString },
    input: Readable.from([]),
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  });
  return { exitCode, ...written };
};

const json = async (...args: readonly string[]) => {
  const { exitCode, out } = await run(...args, '--json');
  return { exitCode, json: JSON.parse(out) as unknown };
};

test('a new database is migrated, seeded and found healthy, and doing it again changes nothing', async () => {
  expect(await json('migrate', 'status')).toMatchObject({ exitCode: 3, json: { upToDate: false } });

  const rivals = await Promise.all([json('migrate', 'up'), json('migrate', 'up')]);
  expect(rivals.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const applied = rivals.flatMap((rival) => (rival.json as { applied: string[] }).applied);
  expect(applied.length).toBeGreaterThan(0);
  expect(new Set(applied).size).toBe(applied.length);
  expect(await json('migrate', 'up')).toEqual({ exitCode: 0, json: { applied: [] } });
  expect(await json('migrate', 'status')).toMatchObject({ exitCode: 0, json: { upToDate: true } });
  expect((await run('migrate', 'status')).out).toMatch(/^0001-\S+ +\d{4}-\d\d-\d\dT/m);

  const seeded = await json('seed', '--password', 'seven teal herons nap');
  expect(seeded).toMatchObject({
    exitCode: 0,
    json: {
      availabilityAdded: 14,
      eventTypeAdded: true,
      password: 'seven teal herons nap',
      accounts: [{ role: 'HOST', added: true }, {}, {}],
    },
  });
  expect(await json('seed')).toMatchObject({
    exitCode: 0,
    json: { availabilityAdded: 0, eventTypeAdded: false, password: null },
  });

  const examined = await run('doctor');
  expect(examined.out).toMatch(/^exclusion-constraint +ok /m);
  expect(examined.out).toMatch(/^overlapping-claims +ok /m);
}, 60_000);
