import { Readable } from 'node:stream';
import { formatInstant, HOUR_MS } from '@slotkeeper/domain';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { deepFaults } from '../test/deep-faults.js';
import { assertFreshBuild } from '../test/fresh-build.js';
import { runCommandLine } from './command-line.js';
import { apiClient, textIn, type ApiAnswer, type ApiClient } from './demo/api-client.js';
import { expectStatus } from './demo/cast.js';
import { nextMidnight } from './demo/day-picture.js';
import { startServerProcess, type ServerProcess } from './demo/server-process.js';

const TIMEOUT_MS = 120_000;
const SECRET = 'a secret of the tests, 32 bytes long';
const PASSWORD = 'of all the fishes in it';

/** What is planted of three persons; each is found before they are erased, and nowhere afterwards. */
const PLANTED = {
  userEmail: 'planted-u1@example.org',
  userName: 'Planted u2',
  userNewName: 'Planted u3',
  userKey: 'Planted u4',
  userRevokedKey: 'Planted u5',
  userReason: 'planted-u6',
  userNote: 'Planted "u7" of the user',
  userNoteByHost: 'Planted u8 of a host, on the user',
  guestEmail: 'planted-g1@example.org',
  guestName: 'Planted g2',
  guestOtherName: 'Planted g3',
  guestReason: 'planted-g4',
  guestNote: 'Planted g5 of the guest',
  hostEmail: 'planted-h1@example.org',
  hostName: 'Planted h2',
  hostSchedule: 'Planted h3',
  hostTimeOff: 'Planted h4 of the host',
  hostEventType: 'Planted h5',
  hostEventTypeBefore: 'Planted h6',
  hostKey: 'Planted h7',
  hostNote: 'Planted h8 of the host',
} as const;
const STRINGS = Object.values(PLANTED);

let database: TestDatabase;
let server: ServerProcess;
let client: ApiClient;
let keys = 0;

beforeAll(async () => {
  await assertFreshBuild();
  database = await createTestDatabase();
  server = await startServerProcess({
    PORT: '0',
    DATABASE_URL: database.connectionString,
    SLOTKEEPER_TOKEN_SECRET: SECRET,
    LOG_LEVEL: 'trace',
  });
  client = apiClient(server.url, 5);
}, TIMEOUT_MS);
afterAll(async () => {
  client?.close();
  await server?.stop();
  await database?.drop();
});

/** Everything is sent with an idempotency key, so that its answer is kept. */
const post = async (
  status: number,
  path: string,
  token: string | undefined,
  body: object = {},
): Promise<ApiAnswer> => {
  const idempotencyKey = `erasure-${(keys += 1)}`;
  return expectStatus(status, await client.send({ method: 'POST', path, token, body, idempotencyKey }));
};

const enrol = async (email: string, name: string, role: 'HOST' | 'USER') => {
  const id = textIn(await post(201, '/users', undefined, { email, name, role, password: PASSWORD }), 'id');
  const token = textIn(
    await post(200, '/auth/login', undefined, { email, password: PASSWORD }),
    'accessToken',
  );
  return { id, token };
};

/** All that the database holds, each row as one text; JSON and escapes undone so far that a string is found. */
const dump = async (): Promise<string> => {
  const session = new pg.Client({ connectionString: database.connectionString });
  await session.connect();
  try {
    const tables = await session.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await session.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      texts.push(name, ...rows.map(({ row }) => row.replaceAll('\\', '')));
    }
    return texts.join('\n');
  } finally {
    await session.end();
  }
};

const foundIn = (text: string): readonly string[] => {
  const lower = text.toLowerCase();
  const forms = (planted: string) => [
    planted,
    JSON.stringify(planted).slice(1, -1).replaceAll('\\', ''),
    Buffer.from(planted).toString('base64').replace(/=+$/, '').slice(0, -1),
    Buffer.from(planted).toString('hex'),
    encodeURIComponent(planted),
  ];
  return STRINGS.filter((planted) => forms(planted).some((form) => lower.includes(form.toLowerCase())));
};

const erase = async (...args: readonly string[]): Promise<number> =>
  runCommandLine(['erase', ...args], {
    environment: { DATABASE_URL: database.connectionString, SLOTKEEPER_TOKEN_SECRET: SECRET },
    input: Readable.from([]),
    out: { write: () => undefined },
    err: { write: () => undefined },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  });

test(
  'three persons are erased: of what was planted nothing is left, and their bookings keep their time',
  async () => {
    const opening = nextMidnight(Date.now());
    const at = (hours: number): string => formatInstant(opening + hours * HOUR_MS);
    const user = await enrol(PLANTED.userEmail, PLANTED.userName, 'USER');
    const host = await enrol(PLANTED.hostEmail, PLANTED.hostName, 'HOST');
    const stays = await enrol('stays-host@example.org', 'Stays Host', 'HOST');
    const visitor = await enrol('stays-user@example.org', 'Stays User', 'USER');

    await client.send({
      method: 'PATCH',
      path: '/users/me',
      token: user.token,
      body: { name: PLANTED.userNewName },
    });
    await post(201, '/api-keys', user.token, { name: PLANTED.userKey, scopes: ['bookings:read'] });
    const revoked = await post(201, '/api-keys', user.token, {
      name: PLANTED.userRevokedKey,
      scopes: ['bookings:read'],
    });
    const revokedId = textIn(revoked, 'id');
    await client.send({ method: 'DELETE', path: `/api-keys/${revokedId}`, token: user.token });
    await post(201, '/api-keys', host.token, { name: PLANTED.hostKey, scopes: ['calendar:write'] });
    await post(201, '/schedules', host.token, {
      hostId: host.id,
      name: PLANTED.hostSchedule,
      timeZone: 'UTC',
      weekly: [{ days: ['MO'], start: '09:00', end: '17:00' }],
    });
    await post(201, '/time-off', host.token, {
      hostId: host.id,
      startTime: at(100),
      endTime: at(101),
      note: PLANTED.hostTimeOff,
    });

    const eventTypeOf = async (owner: typeof host, name: string): Promise<ApiAnswer> => {
      await post(201, '/availability', owner.token, {
        hostId: owner.id,
        startTime: at(0),
        endTime: at(24),
        slotDuration: 60,
      });
      return post(201, '/event-types', owner.token, {
        hostId: owner.id,
        name,
        durationsMinutes: [60],
        allowsGuests: true,
      });
    };
    const own = await eventTypeOf(host, PLANTED.hostEventTypeBefore);
    const changed = await fetch(`${server.url}/event-types/${textIn(own, 'id')}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${host.token}`,
        'content-type': 'application/json',
        'if-match': String(own.headers['etag']),
      },
      body: JSON.stringify({ name: PLANTED.hostEventType }),
    });
    expect(changed.status).toBe(200);
    const others = await eventTypeOf(stays, 'Stays event type');

    const book = (eventType: ApiAnswer, hours: number, token?: string, guestName?: string) =>
      post(201, '/bookings', token, {
        eventTypeId: textIn(eventType, 'id'),
        startTime: at(hours),
        ...(guestName === undefined ? {} : { guest: { name: guestName, email: PLANTED.guestEmail } }),
      });
    const kept = await book(others, 1, user.token);
    const cancelled = await book(others, 2, user.token);
    await post(200, `/bookings/${textIn(cancelled, 'id')}/cancel`, user.token, {
      reason: PLANTED.userReason,
      note: PLANTED.userNote,
    });
    const byHost = await book(others, 3, user.token);
    await post(200, `/bookings/${textIn(byHost, 'id')}/cancel`, stays.token, {
      note: PLANTED.userNoteByHost,
    });
    const guests = await book(others, 4, undefined, PLANTED.guestName);
    const guestsOther = await book(others, 5, undefined, PLANTED.guestOtherName);
    await post(200, `/bookings/${textIn(guestsOther, 'id')}/cancel`, textIn(guestsOther, 'guestToken'), {
      reason: PLANTED.guestReason,
      note: PLANTED.guestNote,
    });
    const visit = await book(own, 6, visitor.token);
    const visitCancelled = await book(own, 7, visitor.token);
    await post(200, `/bookings/${textIn(visitCancelled, 'id')}/cancel`, host.token, {
      note: PLANTED.hostNote,
    });

    // The search finds what is there: an erasure that forgets a place is caught.
    // The name of before stands in kept answers alone, which are sealed.
    expect(foundIn(await dump())).toEqual(STRINGS.filter((planted) => planted !== PLANTED.userName));

    for (const person of [user, host]) {
      const erased = await client.send({ method: 'DELETE', path: '/users/me', token: person.token });
      expect(erased.status).toBeLessThan(300);
    }
    expect(foundIn(await dump())).toEqual([
      PLANTED.guestEmail,
      PLANTED.guestName,
      PLANTED.guestOtherName,
      PLANTED.guestReason,
      PLANTED.guestNote,
    ]);
    expect(await erase(PLANTED.guestEmail)).toBe(0);
    const left = await dump();
    expect(foundIn(left)).toEqual([]);
    expect(foundIn(server.log())).toEqual([]);

    // What belongs to others is there, the time of the erased persons' bookings included.
    expect(left).toContain('stays-host@example.org');
    const timeOf = async (booking: ApiAnswer, token: string): Promise<unknown> => {
      const { body } = await client.send({
        method: 'GET',
        path: `/bookings/${textIn(booking, 'id')}`,
        token,
      });
      return body;
    };
    expect(await timeOf(kept, stays.token)).toMatchObject({ startTime: at(1), status: 'confirmed' });
    expect(await timeOf(byHost, stays.token)).toMatchObject({ startTime: at(3), status: 'cancelled' });
    expect(await timeOf(guests, stays.token)).toMatchObject({ startTime: at(4), status: 'confirmed' });
    expect(await timeOf(visit, visitor.token)).toMatchObject({ startTime: at(6) });
    const guestToken = textIn(guests, 'guestToken');
    const gone = await client.send({
      method: 'GET',
      path: `/bookings/${textIn(guests, 'id')}`,
      token: guestToken,
    });
    expect(gone.status).toBe(401);
  },
  TIMEOUT_MS,
);

test('what is left is whole', async () => {
  expect(await deepFaults(database.connectionString)).toEqual({});
});

test('the log that was searched holds every request', () => {
  expect(server.log()).toMatch(/"route":"\/users\/me"/);
  expect(foundIn(`{"msg":"${PLANTED.userEmail}"}`)).toEqual([PLANTED.userEmail]);
  expect(foundIn(Buffer.from(PLANTED.hostName).toString('hex'))).toEqual([PLANTED.hostName]);
});
