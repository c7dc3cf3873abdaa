import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import {
  DAY_MS,
  DEFAULT_GUEST_BOUNDS,
  DEFAULT_HOLD_BOUNDS,
  DEFAULT_LOGIN_BOUNDS,
  REGISTRATION_MODES,
  SECOND_MS,
} from '@slotkeeper/domain';
import {
  DEFAULT_ISSUER_ALGORITHMS,
  DEFAULT_LOAD_BOUNDS,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  ISSUER_ALGORITHMS,
  ISSUER_TOKEN_TYPES,
  isSafeUrl,
  MAX_CLOCK_SKEW_SECONDS,
  MIN_SECRET_BYTES,
} from '@slotkeeper/http-fastify';
import { listOf, oneOf, text, wholeNumber, type Variable } from './variable.js';

/** Where bookings are kept. */
export type StoreKind = 'embedded' | 'postgres' | 'memory';

export const STORE_KINDS = ['embedded', 'postgres', 'memory'] as const satisfies readonly StoreKind[];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const DAY_SECONDS = DAY_MS / SECOND_MS;

const isSecret = (value: string): boolean => Buffer.byteLength(value) >= MIN_SECRET_BYTES;

const registration = (name: string, whom: string) =>
  oneOf({ name, meaning: `who may open the account of a ${whom}` }, REGISTRATION_MODES, {
    otherwise: 'open',
    fallback: 'open',
    example: 'invitation',
  });

const isPostgresUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false;
  return ['postgres:', 'postgresql:'].includes(new URL(value).protocol);
};

const isNetwork = (value: string): boolean => {
  const [address = '', bits, ...rest] = value.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined) return most > 0;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
};

const isOrigin = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value;

/** Every environment variable that the `slotkeeper` command reads, and nothing else it reads. */
export const VARIABLES = {
  port: wholeNumber(
    { name: 'PORT', meaning: 'TCP port to listen on; 0 takes one that is free' },
    { least: 0, most: 65_535, otherwise: 3_000 },
  ),
  host: text(
    {
      name: 'HOST',
      meaning: 'address to listen on; 127.0.0.1 is this machine alone, a container needs 0.0.0.0',
    },
    {
      rule: 'an IP address or a host name',
      accepts: (value) => isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(value),
      otherwise: '127.0.0.1',
      fallback: '127.0.0.1',
      example: '127.0.0.1',
    },
  ),
  logLevel: oneOf({ name: 'LOG_LEVEL', meaning: 'least severe level that is logged' }, LOG_LEVELS, {
    otherwise: 'info',
    fallback: 'info',
    example: 'info',
  }),
  databaseUrl: text(
    { name: 'DATABASE_URL', meaning: 'a PostgreSQL 15 or newer to keep bookings in' },
    {
      rule: 'a postgres:// or postgresql:// URL',
      accepts: isPostgresUrl,
      otherwise: undefined,
      fallback: 'none',
      example: 'postgresql://slotkeeper:password@127.0.0.1:5432/slotkeeper',
    },
  ),
  storeKind: oneOf(
    {
      name: 'SLOTKEEPER_STORE',
      meaning:
        'embedded (a PostgreSQL of its own), postgres (the one at DATABASE_URL) or memory (lost at exit)',
    },
    STORE_KINDS,
    { otherwise: undefined, fallback: 'postgres if DATABASE_URL is set, else embedded', example: 'embedded' },
  ),
  dataFolder: text(
    {
      name: 'SLOTKEEPER_DATA_DIR',
      meaning: 'folder of the embedded PostgreSQL and of what must outlive a restart',
    },
    {
      rule: 'an absolute path',
      accepts: isAbsolute,
      otherwise: undefined,
      fallback: '$XDG_DATA_HOME/slotkeeper or ~/.local/share/slotkeeper; for root /var/lib/slotkeeper',
      example: '/var/lib/slotkeeper',
    },
  ),
  tokenSecret: text(
    {
      name: 'SLOTKEEPER_TOKEN_SECRET',
      meaning: 'key that signs access tokens; the same for all servers of one database',
    },
    {
      rule: `at least ${MIN_SECRET_BYTES} bytes long`,
      accepts: isSecret,
      otherwise: undefined,
      fallback:
        'made at the first start and kept in the data folder (embedded), made at each start (memory), required (postgres)',
      example: 'replace-this-with-the-output-of-openssl-rand-base64-48',
    },
  ),
  previousTokenSecrets: listOf(
    {
      name: 'SLOTKEEPER_PREVIOUS_TOKEN_SECRETS',
      meaning: 'keys that are honoured besides, the newest first, so that a new key logs nobody out',
    },
    {
      rule: `keys of at least ${MIN_SECRET_BYTES} bytes`,
      accepts: isSecret,
      example: 'what-SLOTKEEPER_TOKEN_SECRET-was-before-it-was-changed',
    },
  ),
  tokenLifetimeSeconds: wholeNumber(
    { name: 'SLOTKEEPER_TOKEN_LIFETIME_SECONDS', meaning: 'how long an access token is good for' },
    { least: 60, most: 2_592_000, otherwise: DEFAULT_TOKEN_LIFETIME_SECONDS, unit: 'seconds' },
  ),
  passwordLogin: oneOf(
    {
      name: 'SLOTKEEPER_PASSWORD_LOGIN',
      meaning: 'whether there are passwords to log in and to open accounts with',
    },
    ['on', 'off'],
    { otherwise: 'on', fallback: 'on', example: 'off' },
  ),
  hostRegistration: registration('SLOTKEEPER_HOST_REGISTRATION', 'host'),
  userRegistration: registration('SLOTKEEPER_USER_REGISTRATION', 'user'),
  loginIdleDays: wholeNumber(
    { name: 'SLOTKEEPER_LOGIN_IDLE_DAYS', meaning: 'how long a login lasts without being used' },
    { least: 1, most: 400, otherwise: DEFAULT_LOGIN_BOUNDS.idleSeconds / DAY_SECONDS, unit: 'days' },
  ),
  loginMaxDays: wholeNumber(
    { name: 'SLOTKEEPER_LOGIN_MAX_DAYS', meaning: 'how long a login lasts at all, however it is used' },
    { least: 1, most: 400, otherwise: DEFAULT_LOGIN_BOUNDS.longestSeconds / DAY_SECONDS, unit: 'days' },
  ),
  loginsPerAddress: wholeNumber(
    {
      name: 'SLOTKEEPER_LOGINS_PER_ADDRESS',
      meaning: 'most attempts to log in from one address in a quarter of an hour; 0 sets no limit',
    },
    { least: 0, most: 1_000_000, otherwise: 100, unit: 'attempts' },
  ),
  guessesPerAccount: wholeNumber(
    {
      name: 'SLOTKEEPER_GUESSES_PER_ACCOUNT',
      meaning:
        'most attempts in a row at the password of one account in an hour; a tenth of them from one address in a quarter of an hour',
    },
    { least: 10, most: 1_000, otherwise: 100, unit: 'attempts' },
  ),
  registrationsPerAddress: wholeNumber(
    {
      name: 'SLOTKEEPER_REGISTRATIONS_PER_ADDRESS',
      meaning: 'most attempts to open an account from one address in an hour; 0 sets no limit',
    },
    { least: 0, most: 1_000_000, otherwise: 60, unit: 'attempts' },
  ),
  guestBookingsPerAddress: wholeNumber(
    {
      name: 'SLOTKEEPER_GUEST_BOOKINGS_PER_ADDRESS',
      meaning: 'most attempts to book without an account from one address in an hour; 0 sets no limit',
    },
    { least: 0, most: 1_000_000, otherwise: 60, unit: 'attempts' },
  ),
  maxUpcomingPerGuest: wholeNumber(
    {
      name: 'SLOTKEEPER_MAX_UPCOMING_PER_GUEST',
      meaning: 'how many bookings that are not over one guest may have',
    },
    { least: 1, most: 1_000, otherwise: DEFAULT_GUEST_BOUNDS.maxUpcoming, unit: 'bookings' },
  ),
  oidcIssuer: text(
    {
      name: 'SLOTKEEPER_OIDC_ISSUER',
      meaning: 'an OpenID Connect issuer whose access tokens are taken, exactly as its tokens name it',
    },
    {
      rule: 'an https:// URL',
      accepts: isSafeUrl,
      otherwise: undefined,
      fallback: 'none',
      example: 'https://login.example.com/realms/main',
    },
  ),
  oidcAudience: text(
    {
      name: 'SLOTKEEPER_OIDC_AUDIENCE',
      meaning: 'whom the tokens of SLOTKEEPER_OIDC_ISSUER must be meant for; required with it',
    },
    {
      rule: 'a name of at most 255 characters',
      accepts: (value) => value.length <= 255,
      otherwise: undefined,
      fallback: 'none',
      example: 'https://booking.example.com',
    },
  ),
  oidcKeysUrl: text(
    {
      name: 'SLOTKEEPER_OIDC_JWKS_URI',
      meaning: 'where the keys of SLOTKEEPER_OIDC_ISSUER are',
    },
    {
      rule: 'an https:// URL',
      accepts: isSafeUrl,
      otherwise: undefined,
      fallback: 'what its discovery document says',
      example: 'https://login.example.com/realms/main/keys',
    },
  ),
  oidcAlgorithms: listOf(
    {
      name: 'SLOTKEEPER_OIDC_ALGORITHMS',
      meaning: 'what SLOTKEEPER_OIDC_ISSUER may sign by',
    },
    {
      rule: ISSUER_ALGORITHMS.join(', '),
      accepts: (value) => ISSUER_ALGORITHMS.some((algorithm) => algorithm === value),
      otherwise: DEFAULT_ISSUER_ALGORITHMS,
      example: 'RS256',
    },
  ),
  oidcTokenType: oneOf(
    {
      name: 'SLOTKEEPER_OIDC_TOKEN_TYPE',
      meaning: 'the typ of the access tokens of SLOTKEEPER_OIDC_ISSUER',
    },
    ISSUER_TOKEN_TYPES,
    { otherwise: 'at+jwt', fallback: 'at+jwt', example: 'JWT' },
  ),
  oidcRoleClaim: text(
    {
      name: 'SLOTKEEPER_OIDC_ROLE_CLAIM',
      meaning: 'the claim, or the path to it with dots, that is or has HOST for whoever is to be a host',
    },
    {
      rule: 'a name of at most 255 characters',
      accepts: (value) => value.length <= 255,
      otherwise: 'roles',
      fallback: 'roles',
      example: 'realm_access.roles',
    },
  ),
  oidcClockSkewSeconds: wholeNumber(
    {
      name: 'SLOTKEEPER_OIDC_CLOCK_SKEW_SECONDS',
      meaning: 'how far the clock of SLOTKEEPER_OIDC_ISSUER may be off',
    },
    { least: 0, most: MAX_CLOCK_SKEW_SECONDS, otherwise: 30, unit: 'seconds' },
  ),
  holdMinutes: wholeNumber(
    { name: 'SLOTKEEPER_HOLD_MINUTES', meaning: 'how long a hold lasts where its caller does not say' },
    { least: 1, most: 10_080, otherwise: DEFAULT_HOLD_BOUNDS.defaultMinutes, unit: 'minutes' },
  ),
  maxHoldMinutes: wholeNumber(
    {
      name: 'SLOTKEEPER_MAX_HOLD_MINUTES',
      meaning: 'longest time that a hold lasts from its making on, however often it is extended',
    },
    { least: 1, most: 10_080, otherwise: DEFAULT_HOLD_BOUNDS.maxMinutes, unit: 'minutes' },
  ),
  maxHoldsPerBooker: wholeNumber(
    { name: 'SLOTKEEPER_MAX_HOLDS_PER_BOOKER', meaning: 'how many live holds one user may have' },
    { least: 1, most: 1_000, otherwise: DEFAULT_HOLD_BOUNDS.maxLivePerBooker, unit: 'holds' },
  ),
  offerMinutes: wholeNumber(
    { name: 'SLOTKEEPER_OFFER_MINUTES', meaning: 'how long a time is held for whoever has waited for it' },
    { least: 1, most: 10_080, otherwise: DEFAULT_HOLD_BOUNDS.offerMinutes, unit: 'minutes' },
  ),
  sweepIntervalMs: wholeNumber(
    {
      name: 'SLOTKEEPER_SWEEP_INTERVAL_MS',
      meaning: 'pause between two sweeps, which let expire what has run out of time',
    },
    { least: 100, most: 3_600_000, otherwise: 5_000, unit: 'milliseconds' },
  ),
  idempotencyHours: wholeNumber(
    {
      name: 'SLOTKEEPER_IDEMPOTENCY_HOURS',
      meaning: 'how long the answer to an Idempotency-Key is kept',
    },
    { least: 24, most: 8_760, otherwise: 48, unit: 'hours' },
  ),
  queryConnections: wholeNumber(
    {
      name: 'SLOTKEEPER_QUERY_CONNECTIONS',
      meaning: 'most connections to PostgreSQL that reading opens, beside two that ask for versions',
    },
    { least: 1, most: 1_000, otherwise: 8, unit: 'connections' },
  ),
  writeConnections: wholeNumber(
    {
      name: 'SLOTKEEPER_WRITE_CONNECTIONS',
      meaning: 'connections to PostgreSQL that decisions are written over, many in one transaction',
    },
    { least: 1, most: 100, otherwise: 2, unit: 'connections' },
  ),
  connectTimeoutMs: wholeNumber(
    { name: 'SLOTKEEPER_CONNECT_TIMEOUT_MS', meaning: 'longest wait for a connection to PostgreSQL' },
    { least: 100, most: 600_000, otherwise: 5_000, unit: 'milliseconds' },
  ),
  statementTimeoutMs: wholeNumber(
    {
      name: 'SLOTKEEPER_STATEMENT_TIMEOUT_MS',
      meaning: 'longest time that PostgreSQL may take over one statement',
    },
    { least: 100, most: 600_000, otherwise: 15_000, unit: 'milliseconds' },
  ),
  requestTimeoutMs: wholeNumber(
    {
      name: 'SLOTKEEPER_REQUEST_TIMEOUT_MS',
      meaning: 'longest time that a client may take to send a request',
    },
    { least: 1_000, most: 600_000, otherwise: 10_000, unit: 'milliseconds' },
  ),
  maxConnections: wholeNumber(
    {
      name: 'SLOTKEEPER_MAX_CONNECTIONS',
      meaning: 'most connections of clients that are open at a time; more are closed at once',
    },
    { least: 1, most: 1_000_000, otherwise: 10_000, unit: 'connections' },
  ),
  maxInFlight: wholeNumber(
    {
      name: 'SLOTKEEPER_MAX_IN_FLIGHT',
      meaning: 'most requests that are worked on at a time; more are turned away with 503',
    },
    { least: 1, most: 1_000_000, otherwise: DEFAULT_LOAD_BOUNDS.maxInFlight, unit: 'requests' },
  ),
  maxLoopDelayMs: wholeNumber(
    {
      name: 'SLOTKEEPER_MAX_LOOP_DELAY_MS',
      meaning:
        'how late the event loop may be, on average over a quarter of a second, before requests are turned away',
    },
    { least: 10, most: 600_000, otherwise: DEFAULT_LOAD_BOUNDS.maxLoopDelayMs, unit: 'milliseconds' },
  ),
  stuckAfterMs: wholeNumber(
    {
      name: 'SLOTKEEPER_STUCK_AFTER_MS',
      meaning: `how long ${DEFAULT_LOAD_BOUNDS.maxStuck} requests may be worked on at once before others are turned away`,
    },
    { least: 10, most: 600_000, otherwise: DEFAULT_LOAD_BOUNDS.stuckAfterMs, unit: 'milliseconds' },
  ),
  letGoAfterMs: wholeNumber(
    {
      name: 'SLOTKEEPER_LET_GO_AFTER_MS',
      meaning: `how long ${DEFAULT_LOAD_BOUNDS.maxStuck} requests wait for a database that answers too slowly to serve them before they are answered 503`,
    },
    { least: 1_000, most: 600_000, otherwise: DEFAULT_LOAD_BOUNDS.letGoAfterMs, unit: 'milliseconds' },
  ),
  perAddressPerMinute: wholeNumber(
    {
      name: 'SLOTKEEPER_RATE_LIMIT_PER_ADDRESS',
      meaning: 'most requests a minute from one IPv4 address or IPv6 network of 64 bits; 0 sets no limit',
    },
    { least: 0, most: 10_000_000, otherwise: 3_000, unit: 'requests' },
  ),
  perCallerPerMinute: wholeNumber(
    {
      name: 'SLOTKEEPER_RATE_LIMIT_PER_CALLER',
      meaning: 'most requests a minute of one account; 0 sets no limit',
    },
    { least: 0, most: 10_000_000, otherwise: 600, unit: 'requests' },
  ),
  rateExchangeMs: wholeNumber(
    {
      name: 'SLOTKEEPER_RATE_EXCHANGE_MS',
      meaning: 'pause between two exchanges of the counts of rate limits with other servers of the database',
    },
    { least: 50, most: 60_000, otherwise: 1_000, unit: 'milliseconds' },
  ),
  trustedProxies: listOf(
    {
      name: 'SLOTKEEPER_TRUSTED_PROXIES',
      meaning:
        'proxies whose X-Forwarded-For is believed; the address that counts is the right-most of others',
    },
    { rule: 'IP addresses and networks in CIDR notation', accepts: isNetwork, example: '10.0.0.0/8,::1' },
  ),
  corsOrigins: listOf(
    {
      name: 'SLOTKEEPER_CORS_ORIGINS',
      meaning: 'origins whose web pages may use the API',
    },
    {
      rule: 'origins, such as https://app.example.com',
      accepts: isOrigin,
      example: 'https://app.example.com',
    },
  ),
  hstsSeconds: wholeNumber(
    {
      name: 'SLOTKEEPER_HSTS_SECONDS',
      meaning: 'how long browsers are to use HTTPS alone for this host and its subdomains; 0 says nothing',
    },
    { least: 0, most: 63_072_000, otherwise: 0, unit: 'seconds' },
  ),
  shutdownTimeoutMs: wholeNumber(
    {
      name: 'SLOTKEEPER_SHUTDOWN_TIMEOUT_MS',
      meaning: 'longest time to finish what is in flight when told to stop',
    },
    { least: 0, most: 600_000, otherwise: 10_000, unit: 'milliseconds' },
  ),
} as const satisfies Record<string, Variable<unknown>>;
