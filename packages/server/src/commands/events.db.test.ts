import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { createPostgresStore, type PostgresStore } from '@slotkeeper/adapters-postgres';
import { manualClock } from '@slotkeeper/domain/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { addHost, bookBlindly, bookingAt } from '../../../adapters-postgres/test/stage.js';
import { runCommandLine, type Surroundings } from '../command-line.js';

let database: TestDatabase;
let store: PostgresStore;
let signals: EventEmitter;

beforeEach(async () => {
  database = await createTestDatabase();
  store = createPostgresStore({ connectionString: database.connectionString, clock: manualClock() });
  signals = new EventEmitter();
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

type Write = Surroundings['out']['write'];

/** The command with its output, which is written by `write` where that is given. */
const run = async (args: readonly string[], write?: Write) => {
  const written = { out: '', err: '' };
  const exitCode = await runCommandLine(args, {
    environment: { DATABASE_URL: database.connectionString },
    input: Readable.from([]),
    out: {
      write: (text, done) => {
        if (write !== undefined) return write(text, done);
        written.out += text;
        return done?.();
      },
    },
    err: { write: (text) => (written.err += text) },
    process: {
      on: (signal, listener) => signals.on(signal, listener),
      off: (signal, listener) => signals.off(signal, listener),
      exit: () => undefined,
    },
  });
  const lines = written.out.split('\n').filter((line) => line !== '');
  return { exitCode, ...written, lines };
};

const book = async (count: number): Promise<string> => {
  const host = await addHost(store);
  for (let number = 0; number < count; number += 1)
    await bookBlindly(store.unitOfWork, bookingAt(host, number * 30));
  return host.id;
};

test('events are lines of JSON in the words of the API, and come once', async () => {
  const calendarId = await book(2);
  const { exitCode, lines, err } = await run(['events', 'follow', 'mail', '--once']);
  expect([exitCode, err]).toEqual([0, '']);
  const told = lines.map((line): unknown => JSON.parse(line));
  expect(told).toMatchObject([
    { calendarId, version: 1, type: 'booking.confirmed', booking: { hostId: calendarId, revision: 1 } },
    { calendarId, version: 2 },
  ]);
  expect(lines[0]).toMatch(/"at":"[^"]+Z","actor":{"userId":"[^"]+","role":"USER"}/);
  expect(lines[0]).toMatch(/"startTime":"[^"]+T10:00:00Z"/);
  expect((await run(['events', 'follow', 'mail', '--once'])).lines).toEqual([]);
});

test('a consumer from now on is told of what comes', async () => {
  await book(2);
  expect((await run(['events', 'follow', 'mail', '--from', 'now', '--once'])).lines).toEqual([]);
  await book(1);
  expect((await run(['events', 'follow', 'mail', '--once'])).lines).toHaveLength(1);
});

test('what could not be written ends the command, and is written by the next', async () => {
  await book(3);
  const broken = await run(['events', 'follow', 'mail'], (_, done) => done?.(new Error('write EPIPE')));
  expect([broken.exitCode, broken.err]).toEqual([1, 'slotkeeper: write EPIPE\n']);
  expect((await run(['events', 'follow', 'mail', '--once'])).lines).toHaveLength(3);
});

test('it goes on until it is told to stop, and then nobody listens any more', async () => {
  let heard = '';
  const following = run(['events', 'follow', 'mail'], (text, done) => {
    heard += text;
    done?.();
    signals.emit('SIGTERM', 'SIGTERM');
  });
  await book(1);
  expect((await following).exitCode).toBe(0);
  expect(heard).toContain('"version":1');
  expect(signals.eventNames()).toEqual([]);
});

test('consumers are listed with what waits for them, and forgotten', async () => {
  await run(['events', 'follow', 'mail', '--once']);
  await book(1);
  expect((await run(['events', 'consumers', '--json'])).out).toBe(
    '{"items":[{"name":"mail","waiting":1}]}\n',
  );
  expect((await run(['events', 'consumers'])).out).toMatch(/^CONSUMER\s+CALENDARS WAITING\nmail\s+1\n$/);
  expect((await run(['events', 'forget', 'mail'])).exitCode).toBe(0);
  expect((await run(['events', 'forget', 'mail'])).exitCode).toBe(3);
  expect((await run(['events', 'follow', 'No Name'])).exitCode).toBe(2);
});
