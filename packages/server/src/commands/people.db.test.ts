import { Readable } from 'node:stream';
import { formatInstant, HOUR_MS, truncateToSecond } from '@slotkeeper/domain';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBareDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { runCommandLine } from '../command-line.js';
import { compose, TOKENS, type Composition } from '../composition.js';
import { readConfiguration } from '../configuration/read-configuration.js';

const PASSWORD = 'seven teal herons nap';
const OLD_SECRET = 'the first secret of this installation';
const SECRET = 'the second secret of this installation';

let database: TestDatabase;
let server: Composition;
let http: FastifyInstance;

const environmentWith = (secrets: Readonly<Record<string, string>>) => ({
  DATABASE_URL: database.connectionString,
  SLOTKEEPER_HOST_REGISTRATION: 'invitation',
  ...secrets,
});
const serve = async (secrets: Readonly<Record<string, string>>): Promise<Composition> => {
  const read = readConfiguration(environmentWith(secrets), { signsTokens: true });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return compose({ configuration: read.value, log: pino({ level: 'silent' }), migrates: true });
};
const SECRETS = { SLOTKEEPER_TOKEN_SECRET: SECRET, SLOTKEEPER_PREVIOUS_TOKEN_SECRETS: OLD_SECRET };

beforeAll(async () => {
  database = await createBareDatabase();
  // The guest books while the first secret is in use; it is changed before anybody is erased.
  server = await serve({ SLOTKEEPER_TOKEN_SECRET: OLD_SECRET });
  http = server.resolve(TOKENS.http);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const run = async (...args: readonly string[]) => {
  const written = { out: '', err: '' };
  const exitCode = await runCommandLine([...args, '--json'], {
    environment: environmentWith(SECRETS),
    input: Readable.from([]),
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  });
  return { exitCode, ...written };
};

const done = async <T>(...args: readonly string[]): Promise<T> => {
  const { exitCode, out, err } = await run(...args);
  expect([exitCode, err]).toEqual([0, '']);
  return JSON.parse(out) as T;
};

const post = async (url: string, payload: object, token?: string) => {
  const answer = await http.inject({
    method: 'POST',
    url,
    payload,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

/** Whatever the database says anywhere. */
const dump = async (): Promise<string> => {
  const client = new pg.Client(database.connectionString);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    let text = '';
    for (const { name } of tables.rows) {
      const { rows } = await client.query(`select t::text as line from ${name} t`);
      text += JSON.stringify(rows);
    }
    return text;
  } finally {
    await client.end();
  }
};

const account = (email: string, role: string, more: object = {}) => ({
  email,
  name: 'Ada',
  password: PASSWORD,
  role,
  ...more,
});

test('people are invited, belong to tenants, and are erased, account and guest alike', async () => {
  const { id: organisation } = await done<{ id: string }>('organisation', 'add', 'Heron Street Clinic');
  expect(await done('organisation', 'list')).toMatchObject({
    items: [{ id: organisation, name: 'Heron Street Clinic' }],
  });

  expect(await post('/users', account('uninvited@example.com', 'HOST'))).toMatchObject({
    status: 403,
    body: { code: 'registration_closed' },
  });
  const invited = await done<{ code: string }>(
    'invite',
    '--role=HOST',
    '--email=ada@example.com',
    `--organisation=${organisation}`,
  );
  const code = { invitation: invited.code };
  expect((await post('/users', account('bob@example.com', 'HOST', code))).status).toBe(422);
  expect((await post('/users', account('Ada@example.com', 'HOST', code))).status).toBe(201);
  expect((await post('/users', account('ada2@example.com', 'HOST', code))).status).toBe(422);
  expect(await dump()).not.toContain(invited.code);

  const credentials = { email: 'ada@example.com', password: PASSWORD };
  expect((await post('/auth/login', credentials)).status).toBe(401);
  const login = await post('/auth/login', { ...credentials, organisationId: organisation });
  const token = String(login.body['accessToken']);
  const startTime = formatInstant(truncateToSecond(Date.now() + 48 * HOUR_MS));
  const endTime = formatInstant(truncateToSecond(Date.now() + 49 * HOUR_MS));
  const own = await http.inject({ url: '/users/me', headers: { authorization: `Bearer ${token}` } });
  const { id: hostId } = own.json<{ id: string }>();
  const stated = await post('/availability', { hostId, startTime, endTime, slotDuration: 60 }, token);
  expect(stated.status).toBe(201);
  const offered = await post(
    '/event-types',
    { hostId, name: 'Visit', durationsMinutes: [60], allowsGuests: true },
    token,
  );
  expect(offered.body).toMatchObject({ allowsGuests: true });
  const guest = { name: 'Gia Quill', email: 'gia.quill@example.com' };
  const booked = await post('/bookings', { eventTypeId: offered.body['id'], startTime, guest });
  expect(booked.status).toBe(201);
  expect(await dump()).toContain('gia.quill');

  // With another secret, and the old one honoured.
  await server.close();
  server = await serve(SECRETS);
  http = server.resolve(TOKENS.http);
  const still = await http.inject({ url: '/users/me', headers: { authorization: `Bearer ${token}` } });
  expect(still.statusCode).toBe(200);

  // The control: what is asked for somewhere else is not there.
  expect((await run('erase', 'gia.quill@example.com')).exitCode).toBe(3);
  expect(await dump()).toContain('gia.quill');
  const erased = await done('erase', 'Gia.Quill@example.com', '--organisation', organisation);
  expect(erased).toEqual({ erased: [{ kind: 'guest', id: booked.body['bookerId'] }] });
  const left = await dump();
  expect(left).not.toMatch(/gia|quill/i);
  expect(left).toContain(String(booked.body['id']));

  expect(await done('erase', hostId)).toEqual({ erased: [{ kind: 'account', id: hostId }] });
  expect(await dump()).not.toMatch(/ada@example/i);
  expect((await run('erase', '0a000000-0000-4000-8000-000000000001')).exitCode).toBe(3);
}, 120_000);

test('what is given is checked', async () => {
  const refused = async (...args: readonly string[]) => (await run(...args)).exitCode;
  expect(await refused('invite')).toBe(2);
  expect(await refused('invite', '--role', 'ADMIN')).toBe(2);
  expect(await refused('invite', '--role', 'USER', '--days', '366')).toBe(2);
  expect(await refused('invite', '--role', 'USER', '--organisation', 'clinic')).toBe(2);
  expect(await refused('erase')).toBe(2);
  expect(await refused('erase', 'ada')).toBe(2);
  const unknown = '0a000000-0000-4000-8000-000000000001';
  for (const args of [
    ['invite', '--role', 'USER', '--organisation', unknown],
    ['invite', '--role', 'USER', '--email', 'nobody'],
    ['organisation', 'add', ' '],
  ]) {
    const { exitCode, out } = await run(...args);
    expect([exitCode, JSON.parse(out)]).toMatchObject([2, { error: { kind: 'input' } }]);
  }
}, 60_000);
