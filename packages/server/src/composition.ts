import 'reflect-metadata';
import {
  loadZoneTables,
  sweepLapsed,
  type AccountDependencies,
  type Clock,
  type Dependencies,
  type HoldBounds,
  type IdSource,
  type PasswordHasher,
  type Secrets,
  type ZoneTables,
} from '@slotkeeper/domain';
import {
  createArgon2Hasher,
  createExactRateLimiter,
  createLocalRateLimiter,
  createSecrets,
  createSharedRateLimiter,
  createTokenService,
  DEFAULT_LOAD_BOUNDS,
  exactlyBy,
  safeServerOptions,
  slotkeeperHttp,
  type ExactRateLimiter,
  type RateLimit,
  type RateLimiter,
  type SlotkeeperHttpOptions,
  type TokenService,
} from '@slotkeeper/http-fastify';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Configuration } from './configuration/read-configuration.js';
import { exchangeRates } from './exchange-rates.js';
import { releaseConnections } from './release-connections.js';
import { resourceStack, type ResourceStack } from './resource-stack.js';
import { openStorage, type Storage, type StorageSurroundings } from './storage/open-storage.js';
import { createSweeper, type Sweeper } from './sweeper.js';
import { systemClock } from './system-clock.js';
import { timeOrderedIds } from './time-ordered-ids.js';
import { tokenSecretOf } from './token-secret.js';

const token = <T>(name: string): InjectionToken<T> => Symbol(name);

/** What a server is made of, by name. */
export const TOKENS = {
  configuration: token<Configuration>('configuration'),
  log: token<Logger>('log'),
  clock: token<Clock>('clock'),
  ids: token<IdSource>('ids'),
  zones: token<ZoneTables>('zones'),
  storage: token<Storage>('storage'),
  passwords: token<PasswordHasher>('passwords'),
  tokenSecret: token<string>('tokenSecret'),
  secrets: token<Secrets>('secrets'),
  tokens: token<TokenService>('tokens'),
  dependencies: token<Dependencies & AccountDependencies>('dependencies'),
  sweeper: token<Sweeper>('sweeper'),
  rateLimiter: token<RateLimiter>('rateLimiter'),
  exactRateLimiter: token<ExactRateLimiter>('exactRateLimiter'),
  readiness: token<SlotkeeperHttpOptions['readiness']>('readiness'),
  http: token<FastifyInstance>('http'),
} as const;

// What is in flight must not use up the time that the store needs to stop.
const SHARE_OF_REQUESTS = 0.5;
/** So many statements, each as slow as it may be, are waited for before a connection counts as dead. */
const STATEMENTS_PER_ANSWER = 4;

/** A server that is put together and not yet listening. */
export interface Composition {
  readonly resolve: <T>(wanted: InjectionToken<T>) => T;
  /** Closes all that was opened, the last first: the HTTP server finishes what is in flight, then the store goes. */
  readonly close: () => Promise<void>;
}

export interface CompositionOptions {
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly migrates: boolean;
  /** Opens another storage than the configured one. */
  readonly open?: (configuration: Configuration, surroundings: StorageSurroundings) => Promise<Storage>;
}

/**
 * Puts a server together. What takes time is opened first; from then on everything is built when it is first asked
 * for, once.
 *
 * @throws whatever kept something from being opened, after all that was opened before it has been closed again
 */
export const compose = async ({
  configuration,
  log,
  migrates,
  open = openStorage,
}: CompositionOptions): Promise<Composition> => {
  const resources = resourceStack();
  try {
    // The data folder is the embedded PostgreSQL's to prepare: the secret is put there after it.
    const storage = await open(configuration, { clock: systemClock, log, resources, migrates });
    const [tokenSecret, zones] = await Promise.all([tokenSecretOf(configuration), loadZoneTables()]);
    const scope = container.createChildContainer();
    scope.register(TOKENS.configuration, { useValue: configuration });
    scope.register(TOKENS.log, { useValue: log });
    scope.register(TOKENS.storage, { useValue: storage });
    scope.register(TOKENS.tokenSecret, { useValue: tokenSecret });
    scope.register(TOKENS.zones, { useValue: zones });
    registerFactories(scope, resources);
    return { resolve: (wanted) => scope.resolve(wanted), close: resources.close };
  } catch (error) {
    await resources
      .close()
      .catch((closing: unknown) => log.error({ err: closing }, 'something could not be closed'));
    throw error;
  }
};

const registerFactories = (scope: DependencyContainer, resources: ResourceStack): void => {
  const provide = <T>(wanted: InjectionToken<T>, make: (from: DependencyContainer) => T): void => {
    scope.register(wanted, { useFactory: instanceCachingFactory(make) });
  };
  provide(TOKENS.clock, () => systemClock);
  provide(TOKENS.ids, () => timeOrderedIds(() => Date.now()));
  provide(TOKENS.passwords, () => createArgon2Hasher());
  provide(TOKENS.secrets, (from) => createSecrets({ current: from.resolve(TOKENS.tokenSecret) }));
  provide(TOKENS.tokens, (from) =>
    createTokenService({
      secret: from.resolve(TOKENS.tokenSecret),
      issuer: 'slotkeeper',
      audience: 'slotkeeper',
      lifetimeSeconds: from.resolve(TOKENS.configuration).tokenLifetimeSeconds,
      clock: from.resolve(TOKENS.clock),
    }),
  );
  provide(TOKENS.dependencies, (from) => {
    const { store } = from.resolve(TOKENS.storage);
    const { unitOfWork, queries, users, logins, apiKeys, invitations, organisations, answers } = store;
    return {
      unitOfWork,
      queries,
      users,
      logins,
      apiKeys,
      invitations,
      organisations,
      answers,
      secrets: from.resolve(TOKENS.secrets),
      accessTokens: from.resolve(TOKENS.tokens),
      clock: from.resolve(TOKENS.clock),
      ids: from.resolve(TOKENS.ids),
      passwords: from.resolve(TOKENS.passwords),
      zones: from.resolve(TOKENS.zones),
      holdBounds: holdBoundsOf(from.resolve(TOKENS.configuration)),
    };
  });
  provide(TOKENS.sweeper, (from) => {
    const sweep = sweepLapsed(from.resolve(TOKENS.dependencies));
    const sweeper = createSweeper({
      sweep: (limit) => sweep({ limit }),
      intervalMs: from.resolve(TOKENS.configuration).sweepIntervalMs,
      log: from.resolve(TOKENS.log),
    });
    resources.hold('the sweeper', sweeper.stop);
    return sweeper;
  });
  provide(TOKENS.rateLimiter, (from) => {
    const { rateCounts } = from.resolve(TOKENS.storage);
    const clock = from.resolve(TOKENS.clock);
    if (rateCounts === undefined) return createLocalRateLimiter(clock);
    const log = from.resolve(TOKENS.log);
    const limiter = createSharedRateLimiter({
      clock,
      counts: rateCounts,
      onFailure: (error) => log.warn({ err: error }, 'the counts of rate limits were not exchanged'),
    });
    const { rateExchangeMs } = from.resolve(TOKENS.configuration);
    resources.hold('the exchange of rate limits', exchangeRates(limiter, rateExchangeMs));
    return limiter;
  });
  provide(TOKENS.exactRateLimiter, (from) => {
    const { rateCounts } = from.resolve(TOKENS.storage);
    const clock = from.resolve(TOKENS.clock);
    return rateCounts === undefined
      ? exactlyBy(createLocalRateLimiter(clock))
      : createExactRateLimiter(clock, rateCounts);
  });
  provide(TOKENS.readiness, (from) =>
    readinessOf(from.resolve(TOKENS.storage), from.resolve(TOKENS.configuration)),
  );
  provide(TOKENS.http, (from) => {
    const http = createHttpServer(from);
    const release = releaseConnections(http.server);
    const { shutdownTimeoutMs } = from.resolve(TOKENS.configuration);
    resources.hold('the HTTP server', async () => {
      const releasing = release(shutdownTimeoutMs * SHARE_OF_REQUESTS);
      await http.close();
      const { cut } = releasing.end();
      if (cut > 0) throw new Error(`${cut} connections were cut off`);
    });
    return http;
  });
};

const holdBoundsOf = ({
  holdMinutes,
  maxHoldMinutes,
  maxHoldsPerBooker,
  offerMinutes,
}: Configuration): HoldBounds => ({
  defaultMinutes: holdMinutes,
  maxMinutes: maxHoldMinutes,
  maxLivePerBooker: maxHoldsPerBooker,
  offerMinutes,
});

const readinessOf =
  ({ ping }: Storage, { storeKind }: Configuration): SlotkeeperHttpOptions['readiness'] =>
  async () => {
    await ping();
    return { ready: true, store: storeKind };
  };

const aMinute = (name: string, quota: number): RateLimit | undefined =>
  quota === 0 ? undefined : { name, quota, windowSeconds: 60 };

const createHttpServer = (from: DependencyContainer): FastifyInstance => {
  const configuration = from.resolve(TOKENS.configuration);
  const { requestTimeoutMs, statementTimeoutMs } = configuration;
  const safe = safeServerOptions();
  const log: FastifyBaseLogger = from.resolve(TOKENS.log);
  const http = fastify({
    ...safe,
    requestTimeout: requestTimeoutMs,
    // Nothing moves on a connection while its answer is waited for.
    connectionTimeout: Math.max(safe.connectionTimeout, STATEMENTS_PER_ANSWER * statementTimeoutMs),
    http: {
      ...safe.http,
      headersTimeout: Math.round((requestTimeoutMs * safe.http.headersTimeout) / safe.requestTimeout),
    },
    ...(configuration.trustedProxies.length === 0 ? {} : { trustProxy: [...configuration.trustedProxies] }),
    loggerInstance: log,
    // Two entries a request, one of them before anything is known, are replaced by the one below.
    logController: new LogController({ disableRequestLogging: true }),
  });
  http.server.maxConnections = configuration.maxConnections;
  http.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    // By its route: a path and a query hold what a client puts there.
    const route = routeOptions.url ?? 'none';
    request.log.info(
      { method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  http.register(slotkeeperHttp, {
    dependencies: from.resolve(TOKENS.dependencies),
    tokens: from.resolve(TOKENS.tokens),
    readiness: from.resolve(TOKENS.readiness),
    rateLimits: {
      limiter: from.resolve(TOKENS.rateLimiter),
      perAddress: aMinute('address', configuration.perAddressPerMinute),
      perCaller: aMinute('caller', configuration.perCallerPerMinute),
    },
    load: {
      ...DEFAULT_LOAD_BOUNDS,
      maxInFlight: configuration.maxInFlight,
      maxLoopDelayMs: configuration.maxLoopDelayMs,
      stuckAfterMs: configuration.stuckAfterMs,
    },
    corsOrigins: configuration.corsOrigins,
    hstsSeconds: configuration.hstsSeconds,
  });
  return http;
};
