import {
  loadZoneTables,
  type AccountDependencies,
  type Dependencies,
  type PasswordHasher,
  type Role,
  type Store,
} from '@slotkeeper/domain';
import { manualClock, sequentialIds, type ManualClock } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import Fastify, {
  type FastifyInstance,
  type FastifyServerOptions,
  type LightMyRequestResponse,
} from 'fastify';
import { expect } from 'vitest';
import { createSecrets } from '../src/authentication/secrets.js';
import { createTokenService, type TokenService } from '../src/authentication/token-service.js';
import { openApiDocument } from '../src/openapi/open-api-document.js';
import { slotkeeperHttp, type SlotkeeperHttpOptions } from '../src/plugin.js';
import { safeServerOptions } from '../src/safe-server-options.js';
import { answerChecker } from './documented-answers.js';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

interface TestRequest {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text: then it is sent as it is. */
  readonly body?: object | string | undefined;
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly tokens: TokenService;
  /** What the use cases have. */
  readonly dependencies: Dependencies & AccountDependencies;
  /** Sends a request, and sees to it that the answer is what the OpenAPI document says. */
  readonly send: (operation: string, request?: TestRequest) => Promise<LightMyRequestResponse>;
  readonly register: (role: Role, organisationId?: string) => Promise<Account>;
}

export interface TestServerOptions {
  readonly server?: FastifyServerOptions;
  readonly prefix?: string;
  /** An hour, if left out. */
  readonly tokenLifetimeSeconds?: number;
  readonly plugin?: Partial<SlotkeeperHttpOptions>;
  /** What the use cases have besides what every test has. */
  readonly dependencies?: Pick<Dependencies, 'evaluator' | 'holdBounds' | 'guestBounds'> &
    Partial<Pick<Dependencies, 'ids'>> &
    Pick<AccountDependencies, 'registration' | 'passwordLogin' | 'loginBounds' | 'blocklist'>;
  /** One that others go by too; its own if left out. */
  readonly clock?: ManualClock;
  /** What else the server has, before the plugin is registered. */
  readonly around?: (app: FastifyInstance) => unknown;
  /** What becomes of the store before it is used, or what takes its place. */
  readonly store?: (store: Store, clock: ManualClock) => Store;
}

/** Matches any text. */
export const ANY_TEXT: unknown = expect.any(String);

export const PASSWORD = 'seven teal herons nap';

/** Costs nothing: tests are about what is done with a hash, not about the hash. */
const plainPasswords: PasswordHasher = {
  hash: async (password) => `hash of ${password}`,
  verify: async (password, hash) => hash === `hash of ${password}`,
};

const CHANGING = new Set(['PUT', 'PATCH']);

const SECRET = 'a secret of thirty-two bytes, at least';

const zones = loadZoneTables();

const differences = answerChecker(openApiDocument());

/** The API on a store in memory, at {@link manualClock}'s time. */
export const createTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const { prefix = '', tokenLifetimeSeconds = 3_600 } = options;
  const { clock = manualClock() } = options;
  const memory = createInMemoryStore({ clock });
  const store = options.store?.(memory, clock) ?? memory;
  const tokens = createTokenService({
    secret: SECRET,
    issuer: 'https://api.example',
    audience: 'slotkeeper',
    lifetimeSeconds: tokenLifetimeSeconds,
    clock,
  });
  const app = Fastify({ ...safeServerOptions(), ...options.server });
  options.around?.(app);
  const dependencies = {
    ...store,
    clock,
    ids: sequentialIds(),
    passwords: plainPasswords,
    secrets: createSecrets({ current: SECRET }),
    accessTokens: tokens,
    zones: await zones,
    ...options.dependencies,
  };
  await app.register(slotkeeperHttp, {
    dependencies,
    tokens,
    readiness: async () => ({ ready: true, store: 'memory' }),
    documentation: false,
    ...options.plugin,
    ...(prefix === '' ? {} : { prefix }),
  });

  const send: TestServer['send'] = async (operation, { token, headers, body } = {}) => {
    const [method = 'GET', url = '/'] = operation.split(' ', 2);
    const response = await app.inject({
      method: method as 'GET',
      url: `${prefix}${url}`,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        // What a test does not say about a change: it is of whatever there is.
        ...(CHANGING.has(method) ? { 'if-match': '*' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const observed = {
      method,
      url,
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
    };
    expect(differences(observed), `${operation} answered ${response.statusCode} ${response.body}`).toEqual(
      [],
    );
    return response;
  };

  let registered = 0;
  const register: TestServer['register'] = async (role, organisationId) => {
    registered += 1;
    const email = `${role.toLowerCase()}-${registered}@example.com`;
    const belonging = organisationId === undefined ? {} : { organisationId };
    const made = await send('POST /users', {
      body: { email, name: `Nr ${registered}`, password: PASSWORD, role, ...belonging },
    });
    const loggedIn = await send('POST /auth/login', { body: { email, password: PASSWORD, ...belonging } });
    const { id } = made.json<{ id: string }>();
    const { accessToken, refreshToken } = loggedIn.json<{ accessToken: string; refreshToken: string }>();
    return { id, email, token: accessToken, refreshToken };
  };

  return { app, clock, store, tokens, dependencies, send, register };
};
