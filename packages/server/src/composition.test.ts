import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Store } from '@slotkeeper/domain';
import { pino } from 'pino';
import type { InjectionToken } from 'tsyringe';
import { afterEach, expect, test } from 'vitest';
import { compose, TOKENS, type Composition, type CompositionOptions } from './composition.js';
import { readConfiguration, type Configuration } from './configuration/read-configuration.js';
import { apiClient } from './demo/api-client.js';
import { registerCast } from './demo/cast.js';

const memory = (): Configuration => {
  const read = readConfiguration({ SLOTKEEPER_STORE: 'memory' }, { signsTokens: true });
  if (!read.ok) throw new Error('the configuration is wrong');
  return read.value;
};

const made: Composition[] = [];
const composed = async (
  options: Partial<Pick<CompositionOptions, 'open' | 'configuration'>> = {},
): Promise<Composition> => {
  const composition = await compose({
    configuration: memory(),
    log: pino({ level: 'silent' }),
    migrates: false,
    ...options,
  });
  made.push(composition);
  return composition;
};
afterEach(async () => {
  for (const composition of made.splice(0)) await composition.close();
});

test('every token resolves, and to the same thing each time', async () => {
  const { resolve } = await composed();
  for (const wanted of Object.values<InjectionToken<unknown>>(TOKENS)) {
    const resolved = resolve(wanted);
    expect(resolved).toBeDefined();
    expect(resolve(wanted)).toBe(resolved);
  }
});

test('holds have the bounds of the configuration', async () => {
  const read = readConfiguration(
    {
      SLOTKEEPER_STORE: 'memory',
      SLOTKEEPER_HOLD_MINUTES: '2',
      SLOTKEEPER_MAX_HOLD_MINUTES: '4',
      SLOTKEEPER_MAX_HOLDS_PER_BOOKER: '3',
      SLOTKEEPER_OFFER_MINUTES: '7',
    },
    { signsTokens: true },
  );
  if (!read.ok) throw new Error('the configuration is wrong');
  const { resolve } = await composed({ configuration: read.value });
  expect(resolve(TOKENS.dependencies).holdBounds).toEqual({
    defaultMinutes: 2,
    maxMinutes: 4,
    maxLivePerBooker: 3,
    offerMinutes: 7,
  });
});

test('accounts, logins and guests have the bounds of the configuration', async () => {
  const read = readConfiguration(
    {
      SLOTKEEPER_STORE: 'memory',
      SLOTKEEPER_HOST_REGISTRATION: 'invitation',
      SLOTKEEPER_USER_REGISTRATION: 'closed',
      SLOTKEEPER_LOGIN_IDLE_DAYS: '2',
      SLOTKEEPER_LOGIN_MAX_DAYS: '3',
      SLOTKEEPER_MAX_UPCOMING_PER_GUEST: '9',
      SLOTKEEPER_PASSWORD_LOGIN: 'off',
      SLOTKEEPER_OIDC_ISSUER: 'https://login.example.com',
      SLOTKEEPER_OIDC_AUDIENCE: 'slotkeeper',
    },
    { signsTokens: true },
  );
  if (!read.ok) throw new Error('the configuration is wrong');
  const { resolve } = await composed({ configuration: read.value });
  const { blocklist, ...dependencies } = resolve(TOKENS.dependencies);
  expect(dependencies).toMatchObject({
    registration: { HOST: 'invitation', USER: 'closed' },
    loginBounds: { idleSeconds: 2 * 86_400, longestSeconds: 3 * 86_400 },
    guestBounds: { maxUpcoming: 9 },
    passwordLogin: false,
  });
  expect(blocklist?.has('passwordpassword')).toBe(true);
  expect(await resolve(TOKENS.outsideTokens)?.verify('abc')).toMatchObject({ ok: false });
  expect((await composed()).resolve(TOKENS.outsideTokens)).toBeNull();
});

test('guesses at a password are limited, and not those that follow one that was right', async () => {
  const { resolve } = await composed();
  const http = resolve(TOKENS.http);
  const post = (url: string, payload: object) => http.inject({ method: 'POST', url, payload });
  const [email, password] = ['ada@example.com', 'seven teal herons nap'];
  await post('/users', { email, name: 'Ada', password, role: 'USER' });
  const guess = async (guessed: string): Promise<number> =>
    (await post('/auth/login', { email, password: guessed })).statusCode;
  const answers: number[] = [];
  for (let tries = 0; tries < 9; tries += 1) answers.push(await guess('wrong'));
  answers.push(await guess(password));
  for (let tries = 0; tries < 11; tries += 1) answers.push(await guess('wrong'));
  const refused = (times: number): number[] => Array.from({ length: times }, () => 401);
  expect(answers).toEqual([...refused(9), 200, ...refused(10), 429]);
});

test('closing waits for the sweep that runs before the store goes', async () => {
  const events: string[] = [];
  let release: () => void = () => undefined;
  const composition = await composed({
    open: (_, { clock, resources }) => {
      const store = createInMemoryStore({ clock });
      const slow: Store = {
        ...store,
        queries: {
          ...store.queries,
          lapsed: async (now, limit) => {
            await new Promise<void>((resolve) => {
              release = resolve;
            });
            events.push('swept');
            return store.queries.lapsed(now, limit);
          },
        },
      };
      resources.hold('the store', async () => {
        events.push(await Promise.resolve('closed'));
      });
      return Promise.resolve({ store: slow, ping: () => Promise.resolve() });
    },
  });
  composition.resolve(TOKENS.sweeper).start();
  const closing = composition.close();
  release();
  await closing;
  expect(events).toEqual(['swept', 'closed']);
});

test('two compositions share nothing', async () => {
  const [one, other] = [await composed(), await composed()];
  expect(one.resolve(TOKENS.storage)).not.toBe(other.resolve(TOKENS.storage));
  expect(one.resolve(TOKENS.http)).not.toBe(other.resolve(TOKENS.http));
});

test('what was opened is closed in reverse order', async () => {
  const closed: string[] = [];
  const composition = await composed({
    open: (_, { clock, resources }) => {
      resources.hold('the store', async () => {
        await Promise.resolve();
        closed.push('store');
      });
      return Promise.resolve({ store: createInMemoryStore({ clock }), ping: () => Promise.resolve() });
    },
  });
  const http = composition.resolve(TOKENS.http);
  http.addHook('onClose', async () => {
    closed.push('http');
  });
  await http.ready();
  await composition.close();
  expect(closed).toEqual(['http', 'store']);
});

test('what was opened is closed when something after it can’t be', async () => {
  const closed: string[] = [];
  const configuration: Configuration = {
    ...memory(),
    storeKind: 'embedded',
    dataFolder: '/dev/null/nowhere',
  };
  const failing = compose({
    configuration,
    log: pino({ level: 'silent' }),
    migrates: false,
    open: (_, { clock, resources }) => {
      resources.hold('the store', async () => {
        closed.push(await Promise.resolve('store'));
      });
      return Promise.resolve({ store: createInMemoryStore({ clock }), ping: () => Promise.resolve() });
    },
  });
  await expect(failing).rejects.toThrow('ENOTDIR');
  expect(closed).toEqual(['store']);
});

test('a store that does not answer makes the server not ready, and not dead', async () => {
  const { resolve } = await composed({
    open: (_, { clock }) =>
      Promise.resolve({
        store: createInMemoryStore({ clock }),
        ping: () => Promise.reject(new Error('no answer')),
      }),
  });
  const http = resolve(TOKENS.http);
  expect((await http.inject('/readyz')).statusCode).toBe(503);
  expect((await http.inject('/healthz')).statusCode).toBe(200);
});

test('closing answers what is in flight before the store goes', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let entered: () => void = () => undefined;
  const inFlight = new Promise<void>((resolve) => {
    entered = resolve;
  });
  let isClosed = false;
  const composition = await composed({
    open: (_, { clock, resources }) => {
      const store = createInMemoryStore({ clock });
      const slow: Store = {
        ...store,
        users: {
          ...store.users,
          byId: async (id) => {
            entered();
            await released;
            expect(isClosed).toBe(false);
            return store.users.byId(id);
          },
        },
      };
      resources.hold('the store', async () => {
        isClosed = await Promise.resolve(true);
      });
      return Promise.resolve({ store: slow, ping: () => Promise.resolve() });
    },
  });
  const url = await composition.resolve(TOKENS.http).listen({ port: 0, host: '127.0.0.1' });
  const client = apiClient(url);
  try {
    const { host } = await registerCast(client, 0);
    const answer = client.send({ method: 'GET', path: `/hosts/${host.id}`, token: host.token });
    await inFlight;
    const closing = composition.close();
    release();
    expect(await answer).toMatchObject({ status: 200, body: { name: 'Ada' } });
    await closing;
    expect(isClosed).toBe(true);
    await expect(client.send({ method: 'GET', path: '/healthz' })).rejects.toThrow(
      /ECONNREFUSED|socket hang up/,
    );
  } finally {
    client.close();
  }
});
