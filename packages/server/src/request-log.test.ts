import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose, TOKENS, type Composition } from './composition.js';
import { readConfiguration } from './configuration/read-configuration.js';

interface Line {
  readonly msg?: string;
  readonly time: string;
  readonly reqId?: string;
  readonly route?: string;
  readonly status?: number;
  readonly caller?: string;
  readonly problem?: string;
}

const lines: string[] = [];
let composition: Composition;

beforeAll(async () => {
  const configuration = readConfiguration(
    { SLOTKEEPER_STORE: 'memory', SLOTKEEPER_TOKEN_SECRET: 'a secret of the tests, 32 bytes long' },
    { signsTokens: true },
  );
  if (!configuration.ok) throw new Error('the configuration is wrong');
  composition = await compose({
    configuration: configuration.value,
    log: pino(
      { level: 'info', timestamp: pino.stdTimeFunctions.isoTime },
      { write: (line) => lines.push(line) },
    ),
    migrates: false,
  });
});
afterAll(() => composition.close());

const ask = async (method: 'GET' | 'POST', url: string, token?: string, body?: object) => {
  lines.length = 0;
  const answer = await composition.resolve(TOKENS.http).inject({
    method,
    url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body }),
  });
  const answered = lines.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'answered');
  expect(answered).toHaveLength(1);
  return { answer, line: answered[0] };
};

const PASSWORD = 'of all the fishes in it';
const account = { email: 'log@example.org', name: 'Log', password: PASSWORD, role: 'USER' };

test('one line tells of each request when, what, by whom, and why it was refused', async () => {
  const registered = await ask('POST', '/users', undefined, account);
  const { id } = registered.answer.json<{ id: string }>();
  expect(registered.line).toMatchObject({ method: 'POST', route: '/users', status: 201 });
  expect(registered.line?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(registered.line?.reqId).toBe(registered.answer.headers['x-request-id']);
  expect(registered.line).not.toHaveProperty('caller');
  expect(registered.line).not.toHaveProperty('problem');

  const wrong = await ask('POST', '/auth/login', undefined, { email: account.email, password: 'not it' });
  expect(wrong.line).toMatchObject({ route: '/auth/login', status: 401, problem: 'invalid_credentials' });
  const right = await ask('POST', '/auth/login', undefined, { email: account.email, password: PASSWORD });
  expect(right.line).toMatchObject({ route: '/auth/login', status: 200 });
  const token = right.answer.json<{ accessToken: string }>().accessToken;

  const forged = await ask('GET', '/users/me', `${token}x`);
  expect(forged.line).toMatchObject({ status: 401, problem: 'unauthenticated' });
  expect(forged.line).not.toHaveProperty('caller');
  const hostId = '00000000-0000-4000-8000-0000000000aa';
  const refused = await ask('GET', `/availability?hostId=${hostId}`, token);
  expect(refused.line).toMatchObject({ status: 403, problem: 'forbidden', caller: id });
  const unknown = await ask('GET', '/nothing');
  expect(unknown.line).toMatchObject({ route: 'none', status: 404, problem: 'not_found' });
  const malformed = await ask('GET', '/%zz');
  expect(malformed.line).toMatchObject({ route: 'none', status: 400 });
  const shown = await ask('GET', '/users/me', token);
  expect(shown.line).toMatchObject({ status: 200, caller: id });
});

test('who hangs up is told of, too', async () => {
  const http = composition.resolve(TOKENS.http);
  const url = await http.listen({ port: 0, host: '127.0.0.1' });
  lines.length = 0;
  const body = JSON.stringify({ email: account.email, password: 'not it' });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  // Long enough for the password to be looked at, and not for the answer.
  await sleep(5);
  socket.destroy();
  while (!lines.some((line) => line.includes('"answered"'))) await sleep(10);
  expect(lines.map((line) => JSON.parse(line) as Line)).toContainEqual(
    expect.objectContaining({
      route: '/auth/login',
      status: 401,
      problem: 'invalid_credentials',
      hungUp: true,
    }),
  );
});
