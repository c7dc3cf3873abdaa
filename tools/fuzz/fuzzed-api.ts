import {
  customPolicy,
  DEFAULT_HOLD_BOUNDS,
  evaluatorOf,
  POLICIES,
  type Clock,
  type HoldBounds,
  type Store,
} from '@slotkeeper/domain';
import type { OpenApiDocument } from '@slotkeeper/http-fastify';
import { createTestServer, type TestServerOptions } from '../../packages/http-fastify/test/test-server.js';
import { fuzz, type Fuzzed, type FuzzOptions, type FuzzReport } from './fuzz.js';

/** What a run is made against; without anything, the API on a store in memory. */
export interface FuzzedServer {
  /** The store, which goes by the clock that the run moves on. */
  readonly storeAt?: (clock: Clock) => Store;
  /** What else the server has, before the API is added to it. */
  readonly around?: NonNullable<TestServerOptions['around']>;
}

/** Access tokens run out within a run, whose clock moves on. */
const TOKEN_LIFETIME_SECONDS = 12 * 3_600;

/** A policy of the server's own, so that its refusals come up too. */
const noLuck = customPolicy('no_luck', ({ start }) =>
  new Date(start).getUTCHours() === 13 ? { hour: 13 } : undefined,
);

/** Tight, so that they are met. */
const HOLD_BOUNDS: HoldBounds = { ...DEFAULT_HOLD_BOUNDS, maxMinutes: 15, maxLivePerBooker: 1 };

/** The API with all that a run needs, until it is closed. */
export interface FuzzedApi extends Fuzzed {
  /** As the server itself tells it. */
  readonly document: OpenApiDocument;
  readonly close: () => Promise<void>;
}

/** The server of all other tests, spoken to without a socket. */
export const openFuzzedApi = async ({ storeAt, around }: FuzzedServer = {}): Promise<FuzzedApi> => {
  let now = (): number => 0;
  const { app, clock } = await createTestServer({
    tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    dependencies: { evaluator: evaluatorOf([...POLICIES, noLuck]), holdBounds: HOLD_BOUNDS },
    ...(around === undefined ? {} : { around }),
    ...(storeAt === undefined ? {} : { store: () => storeAt({ now: () => now() }) }),
  });
  now = clock.now;
  const inject: Fuzzed['inject'] = async ({ method, url, headers, payload }) => {
    const {
      statusCode,
      headers: answered,
      body,
    } = await app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: statusCode, headers: answered, text: body };
  };
  const { text } = await inject({ method: 'GET', url: '/openapi.json', headers: {}, payload: undefined });
  return { inject, clock, document: JSON.parse(text) as OpenApiDocument, close: () => app.close() };
};

/** A run against a server of its own. */
export const fuzzApi = async (options: FuzzOptions, server: FuzzedServer = {}): Promise<FuzzReport> => {
  const api = await openFuzzedApi(server);
  try {
    return await fuzz(api, api.document, options);
  } finally {
    await api.close();
  }
};
