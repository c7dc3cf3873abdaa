import 'reflect-metadata';
import {
  DAY_MS,
  loadZoneTables,
  recogniseIdentity,
  SECOND_MS,
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
  ISSUER_ALGORITHMS,
  outsideIssuer,
  safeServerOptions,
  slotkeeperHttp,
  type CredentialLimits,
  type ExactRateLimiter,
  type KeyRing,
  type RateLimit,
  type RateLimiter,
  type SlotkeeperHttpOptions,
  type TokenService,
  type TokenVerifier,
} from '@slotkeeper/http-fastify';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Configuration } from './configuration/read-configuration.js';
import { exchangeRates } from './exchange-rates.js';
import { lateLogger } from './late-logger.js';
import { logAnswers } from './log-answers.js';
import { releaseConnections } from './release-connections.js';
import { resourceStack, type ResourceStack } from './resource-stack.js';
import { commonPasswords } from './password-blocklist.js';
import { PRUNE_INTERVAL_MS, pruneOutdated } from './prune-outdated.js';
import { openStorage, type Storage, type StorageSurroundings } from './storage/open-storage.js';
import { createSweeper, type Sweeper } from './sweeper.js';
import { systemClock } from './system-clock.js';
import { timeOrderedIds } from './time-ordered-ids.js';
import { tokenSecretsOf } from './token-secret.js';
import { WATCH_INTERVAL_MS, watchClock } from './watch-clock.js';

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
  tokenSecrets: token<KeyRing>('tokenSecrets'),
  secrets: token<Secrets>('secrets'),
  tokens: token<TokenService>('tokens'),
  outsideTokens: token<TokenVerifier | null>('outsideTokens'),
  dependencies: token<Dependencies & AccountDependencies>('dependencies'),
  sweeper: token<Sweeper>('sweeper'),
  pruner: token<Sweeper>('pruner'),
  clockWatch: token<Sweeper | null>('clockWatch'),
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
    const [tokenSecrets, zones] = await Promise.all([tokenSecretsOf(configuration), loadZoneTables()]);
    const scope = container.createChildContainer();
    scope.register(TOKENS.configuration, { useValue: configuration });
    scope.register(TOKENS.log, { useValue: log });
    scope.register(TOKENS.storage, { useValue: storage });
    scope.register(TOKENS.tokenSecrets, { useValue: tokenSecrets });
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
  provide(TOKENS.secrets, (from) => createSecrets(from.resolve(TOKENS.tokenSecrets)));
  provide(TOKENS.tokens, (from) => {
    const { current, previous } = from.resolve(TOKENS.tokenSecrets);
    return createTokenService({
      secret: current,
      previousSecrets: previous,
      issuer: 'slotkeeper',
      audience: 'slotkeeper',
      lifetimeSeconds: from.resolve(TOKENS.configuration).tokenLifetimeSeconds,
      clock: from.resolve(TOKENS.clock),
    });
  });
  provide(TOKENS.outsideTokens, outsideTokensOf);
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
      blocklist: commonPasswords(),
      ...boundsOf(from.resolve(TOKENS.configuration)),
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
  provide(TOKENS.pruner, (from) => {
    const { store } = from.resolve(TOKENS.storage);
    const { idempotencyHours } = from.resolve(TOKENS.configuration);
    const pruner = createSweeper({
      sweep: pruneOutdated({ upkeep: store.upkeep, clock: from.resolve(TOKENS.clock) }, idempotencyHours),
      intervalMs: PRUNE_INTERVAL_MS,
      log: from.resolve(TOKENS.log),
    });
    resources.hold('the pruner', pruner.stop);
    return pruner;
  });
  provide(TOKENS.clockWatch, (from) => {
    const { databaseTime } = from.resolve(TOKENS.storage);
    if (databaseTime === undefined) return null;
    const log = from.resolve(TOKENS.log);
    const watch = createSweeper({
      sweep: watchClock({ databaseTime, machineTime: () => Date.now(), log }),
      intervalMs: WATCH_INTERVAL_MS,
      log,
    });
    resources.hold('the watch over the clock', watch.stop);
    return watch;
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

const boundsOf = (configuration: Configuration) => ({
  holdBounds: holdBoundsOf(configuration),
  guestBounds: { maxUpcoming: configuration.maxUpcomingPerGuest },
  loginBounds: {
    idleSeconds: (configuration.loginIdleDays * DAY_MS) / SECOND_MS,
    longestSeconds: (configuration.loginMaxDays * DAY_MS) / SECOND_MS,
  },
  registration: { HOST: configuration.hostRegistration, USER: configuration.userRegistration },
  passwordLogin: configuration.passwordLogin === 'on',
});

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

/** Null where no outside issuer is configured. */
const outsideTokensOf = (from: DependencyContainer): TokenVerifier | null => {
  const configuration = from.resolve(TOKENS.configuration);
  const { oidcIssuer: issuer, oidcAudience: audience } = configuration;
  if (issuer === undefined || audience === undefined) return null;
  const log = from.resolve(TOKENS.log);
  return outsideIssuer({
    issuer,
    audience,
    keysUrl: configuration.oidcKeysUrl,
    algorithms: ISSUER_ALGORITHMS.filter((algorithm) => configuration.oidcAlgorithms.includes(algorithm)),
    tokenType: configuration.oidcTokenType,
    roleClaim: configuration.oidcRoleClaim,
    clockSkewSeconds: configuration.oidcClockSkewSeconds,
    clock: from.resolve(TOKENS.clock),
    recognise: recogniseIdentity(from.resolve(TOKENS.dependencies)),
    onFailure: (error) => log.warn({ err: error }, 'the keys of the outside issuer were not fetched'),
  });
};

const REFRESHES_PER_MINUTE = 300;
const QUARTER_SECONDS = 900;
const HOUR_SECONDS = 3_600;

/** Where requests of one address are not counted, since a proxy hides addresses, nothing else is counted by address. */
const credentialLimitsOf = (configuration: Configuration): CredentialLimits => {
  const { guessesPerAccount, perAddressPerMinute } = configuration;
  const limit = (name: string, quota: number, windowSeconds: number): RateLimit | undefined =>
    quota === 0 ? undefined : { name, quota, windowSeconds };
  const byAddress = (name: string, quota: number, windowSeconds: number): RateLimit | undefined =>
    perAddressPerMinute === 0 ? undefined : limit(name, quota, windowSeconds);
  return {
    loginsPerAddress: byAddress('logins', configuration.loginsPerAddress, QUARTER_SECONDS),
    guessesPerAccountAndAddress: byAddress('guesses', Math.floor(guessesPerAccount / 10), QUARTER_SECONDS),
    guessesPerAccount: limit('account', guessesPerAccount, HOUR_SECONDS),
    registrationsPerAddress: byAddress('registrations', configuration.registrationsPerAddress, HOUR_SECONDS),
    refreshesPerAddress: byAddress('refreshes', REFRESHES_PER_MINUTE, 60),
    guestBookingsPerAddress: byAddress('guest-bookings', configuration.guestBookingsPerAddress, HOUR_SECONDS),
  };
};

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
  const logAnswer = logAnswers(log);
  const http = fastify({
    ...safe,
    // Of what is refused before any route is found, no hook hears.
    frameworkErrors: (error, request, reply) => {
      logAnswer(request, reply);
      safe.frameworkErrors(error, request, reply);
    },
    // No plugin waits for anything outside: a slow machine is a reason to start late, and not to fail.
    pluginTimeout: 0,
    requestTimeout: requestTimeoutMs,
    // Nothing moves on a connection while its answer is waited for.
    connectionTimeout: Math.max(safe.connectionTimeout, STATEMENTS_PER_ANSWER * statementTimeoutMs),
    http: {
      ...safe.http,
      headersTimeout: Math.round((requestTimeoutMs * safe.http.headersTimeout) / safe.requestTimeout),
    },
    ...(configuration.trustedProxies.length === 0 ? {} : { trustProxy: [...configuration.trustedProxies] }),
    loggerInstance: log,
    childLoggerFactory: lateLogger,
    // Two entries a request, one of them before anything is known, are replaced by the one below.
    logController: new LogController({ disableRequestLogging: true }),
  });
  http.server.maxConnections = configuration.maxConnections;
  http.addHook('onSend', (request, reply, payload, done) => {
    logAnswer(request, reply);
    done(null, payload);
  });
  http.register(slotkeeperHttp, {
    dependencies: from.resolve(TOKENS.dependencies),
    tokens: from.resolve(TOKENS.tokens),
    outsideTokens: from.resolve(TOKENS.outsideTokens) ?? undefined,
    readiness: from.resolve(TOKENS.readiness),
    rateLimits: {
      limiter: from.resolve(TOKENS.rateLimiter),
      perAddress: aMinute('address', configuration.perAddressPerMinute),
      perCaller: aMinute('caller', configuration.perCallerPerMinute),
    },
    credentialLimits: {
      limiter: from.resolve(TOKENS.exactRateLimiter),
      ...credentialLimitsOf(configuration),
    },
    load: {
      ...DEFAULT_LOAD_BOUNDS,
      maxInFlight: configuration.maxInFlight,
      maxLoopDelayMs: configuration.maxLoopDelayMs,
      stuckAfterMs: configuration.stuckAfterMs,
      letGoAfterMs: configuration.letGoAfterMs,
    },
    corsOrigins: configuration.corsOrigins,
    hstsSeconds: configuration.hstsSeconds,
  });
  return http;
};
