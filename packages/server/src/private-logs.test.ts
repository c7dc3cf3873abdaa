import { createInMemoryStore } from '@slotkeeper/in-memory';
import { afterEach, expect, test } from 'vitest';
import { compose, TOKENS, type Composition } from './composition.js';
import { readConfiguration } from './configuration/read-configuration.js';
import { createLogger } from './create-logger.js';

const SECRETS = {
  bearer: 'planted-bearer-token',
  cookie: 'planted-cookie',
  password: 'planted password of sufficient length',
  email: 'planted.person@example.com',
  name: 'Planted Person',
  query: 'planted-in-the-query',
  path: 'planted-in-the-path',
  header: 'planted-in-a-header',
  key: 'planted-idempotency-key',
};

let composition: Composition | undefined;
afterEach(async () => composition?.close());

/** A server whose log is a text, at its most talkative; its store may fail and tell of what it was given. */
const logging = async (fails: boolean) => {
  let text = '';
  const configuration = readConfiguration(
    { SLOTKEEPER_STORE: 'memory', LOG_LEVEL: 'trace' },
    { signsTokens: true },
  );
  if (!configuration.ok) throw new Error('the configuration is wrong');
  const log = createLogger(configuration.value, 'json', { write: (part) => (text += part) });
  composition = await compose({
    configuration: configuration.value,
    log,
    migrates: false,
    open: (_, { clock }) => {
      const store = createInMemoryStore({ clock });
      const failure = Object.assign(new Error(`no room for ${SECRETS.email}`), {
        detail: `Key (name)=(${SECRETS.name}) already exists.`,
      });
      const failing = { ...store, users: { ...store.users, add: () => Promise.reject(failure) } };
      return Promise.resolve({ store: fails ? failing : store, ping: () => Promise.resolve() });
    },
  });
  return { http: composition.resolve(TOKENS.http), log, text: () => text };
};

test.each([false, true])(
  'a log holds no secret and nobody’s data; where the store fails: %s',
  async (fails) => {
    const { http, text } = await logging(fails);
    const { email, name, password } = SECRETS;
    const headers = {
      authorization: `Bearer ${SECRETS.bearer}`,
      cookie: `session=${SECRETS.cookie}`,
      'x-planted': SECRETS.header,
      'idempotency-key': SECRETS.key,
    };
    const statuses: number[] = [];
    const ask = async (method: 'GET' | 'POST', url: string, payload?: object | string): Promise<void> => {
      const { statusCode } = await http.inject({ method, url, headers, ...(payload && { payload }) });
      statuses.push(statusCode);
    };
    await ask('POST', '/users', { email, name, password, role: 'USER' });
    await ask('POST', '/auth/login', { email, password });
    await ask('GET', `/users/me?x=${SECRETS.query}`);
    await ask('GET', `/slots?hostId=${SECRETS.query}&email=${email}`);
    await ask('GET', `/${SECRETS.path}`);
    await ask('GET', `/bookings/${SECRETS.path}`);
    await ask('GET', `/%zz${SECRETS.path}`);
    await ask('POST', '/bookings', `{"broken": "${name}`);
    expect(statuses[0]).toBe(fails ? 500 : 201);
    // It did log: what was asked, by its route, and what went wrong.
    expect(text()).toContain('"route":"/users"');
    expect(text().includes('no room for [email]')).toBe(fails);
    expect(Object.values(SECRETS).filter((secret) => text().includes(secret))).toEqual([]);
  },
);

test('the same secrets are found where something logs them', async () => {
  const { log, text } = await logging(false);
  log.info({ url: `/x?q=${SECRETS.query}` }, SECRETS.email);
  expect([text().includes(SECRETS.query), text().includes(SECRETS.email)]).toEqual([true, true]);
});
