import { expect, test } from 'vitest';
import { ConfigurationFault, readConfiguration, type Environment } from './read-configuration.js';

const secret = 's'.repeat(32);
const read = (environment: Environment) => readConfiguration(environment, { signsTokens: true });
const errorsOf = (environment: Environment): readonly string[] => {
  const outcome = read(environment);
  return outcome.ok ? [] : outcome.error.map(({ message }) => message);
};

test('nothing set means the embedded store on this machine alone', () => {
  expect(read({ XDG_DATA_HOME: '/data' })).toMatchObject({
    ok: true,
    value: {
      port: 3_000,
      host: '127.0.0.1',
      logLevel: 'info',
      storeKind: 'embedded',
      shutdownTimeoutMs: 10_000,
      holdMinutes: 10,
      maxHoldMinutes: 60,
      maxHoldsPerBooker: 5,
      offerMinutes: 60,
      sweepIntervalMs: 5_000,
    },
  });
});

test('DATABASE_URL means postgres, unless another store is named', () => {
  const environment = { DATABASE_URL: 'postgresql://127.0.0.1/slotkeeper', SLOTKEEPER_TOKEN_SECRET: secret };
  expect(read(environment)).toMatchObject({ ok: true, value: { storeKind: 'postgres' } });
  expect(read({ ...environment, SLOTKEEPER_STORE: 'memory' })).toMatchObject({
    ok: true,
    value: { storeKind: 'memory' },
  });
});

test('an empty variable counts as unset', () => {
  expect(read({ PORT: '', DATABASE_URL: '' })).toMatchObject({
    ok: true,
    value: { port: 3_000, storeKind: 'embedded' },
  });
});

test('every broken rule is named at once, and no value is repeated', () => {
  const messages = errorsOf({
    PORT: '70000',
    HOST: 'not a host',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://hunter2@127.0.0.1/x',
    SLOTKEEPER_TOKEN_SECRET: 'hunter2',
    SLOTKEEPER_QUERY_CONNECTIONS: '1.5',
    SLOTKEEPER_DATA_DIR: 'data',
  });
  expect(messages).toEqual([
    'PORT must be a whole number from 0 to 65535',
    'HOST must be an IP address or a host name',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    'DATABASE_URL must be a postgres:// or postgresql:// URL',
    'SLOTKEEPER_DATA_DIR must be an absolute path',
    'SLOTKEEPER_TOKEN_SECRET must be at least 32 bytes long',
    'SLOTKEEPER_QUERY_CONNECTIONS must be a whole number of connections from 1 to 1000',
  ]);
  expect(messages.join()).not.toContain('hunter2');
});

test.each(['-1', '0x10', '1e3', ' 80', '80 ', 'eighty', '٣'])('PORT %s is refused', (PORT) => {
  expect(errorsOf({ PORT })).toEqual(['PORT must be a whole number from 0 to 65535']);
});

test('the length of the token secret is counted in bytes', () => {
  expect(errorsOf({ SLOTKEEPER_TOKEN_SECRET: 'é'.repeat(16) })).toEqual([]);
  expect(errorsOf({ SLOTKEEPER_TOKEN_SECRET: 'e'.repeat(31) })).toHaveLength(1);
});

test('a server on postgres must be given a secret and an address', () => {
  expect(errorsOf({ SLOTKEEPER_STORE: 'postgres' })).toEqual([
    expect.stringMatching(/^DATABASE_URL must be set/),
    expect.stringMatching(/^SLOTKEEPER_TOKEN_SECRET must be set/),
  ]);
});

test('a command that signs no tokens needs no secret', () => {
  const environment = { DATABASE_URL: 'postgres://127.0.0.1/slotkeeper' };
  expect(readConfiguration(environment, { signsTokens: false }).ok).toBe(true);
});

test('lists are read item by item, and one wrong item makes the list wrong', () => {
  expect(read({})).toMatchObject({ ok: true, value: { corsOrigins: [], trustedProxies: [] } });
  const lists = {
    SLOTKEEPER_CORS_ORIGINS: 'https://a.example, http://localhost:5173',
    SLOTKEEPER_TRUSTED_PROXIES: '10.0.0.0/8,::1,fd00::/8',
  };
  expect(read(lists)).toMatchObject({
    ok: true,
    value: {
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.0/8', '::1', 'fd00::/8'],
    },
  });
  for (const origin of [
    '*',
    'null',
    'a.example',
    'https://a.example/',
    'https://A.example',
    'ftp://a.example',
  ])
    expect(errorsOf({ SLOTKEEPER_CORS_ORIGINS: `https://b.example,${origin}` })).toHaveLength(1);
  for (const network of [
    '10.0.0.0/33',
    '10.0.0/8',
    '::1/129',
    'proxy.example',
    '10.0.0.1/',
    '1.2.3.4/8/8',
    '',
  ])
    expect(errorsOf({ SLOTKEEPER_TRUSTED_PROXIES: `10.0.0.1,${network}` })).toHaveLength(1);
});

test('a hold lasts no longer by default than it may at all', () => {
  const message = 'SLOTKEEPER_HOLD_MINUTES must not be more than SLOTKEEPER_MAX_HOLD_MINUTES';
  expect(errorsOf({ SLOTKEEPER_HOLD_MINUTES: '61' })).toEqual([message]);
  expect(errorsOf({ SLOTKEEPER_MAX_HOLD_MINUTES: '9' })).toEqual([message]);
  expect(errorsOf({ SLOTKEEPER_HOLD_MINUTES: '90', SLOTKEEPER_MAX_HOLD_MINUTES: '90' })).toEqual([]);
  expect(errorsOf({ SLOTKEEPER_HOLD_MINUTES: '90', SLOTKEEPER_MAX_HOLD_MINUTES: '0' })).toEqual([
    'SLOTKEEPER_MAX_HOLD_MINUTES must be a whole number of minutes from 1 to 10080',
  ]);
});

test('a login lasts no longer unused than it may at all', () => {
  const message = 'SLOTKEEPER_LOGIN_IDLE_DAYS must not be more than SLOTKEEPER_LOGIN_MAX_DAYS';
  expect(errorsOf({ SLOTKEEPER_LOGIN_MAX_DAYS: '13' })).toEqual([message]);
  expect(errorsOf({ SLOTKEEPER_LOGIN_MAX_DAYS: '14' })).toEqual([]);
});

test('tokens of an outside issuer are taken for one audience, and by signatures that only it can make', () => {
  const issuer = { SLOTKEEPER_OIDC_ISSUER: 'https://login.example.com' };
  expect(errorsOf(issuer)).toEqual([expect.stringMatching(/^SLOTKEEPER_OIDC_AUDIENCE must be set/)]);
  const audience = { SLOTKEEPER_OIDC_AUDIENCE: 'slotkeeper' };
  expect(errorsOf(audience)).toEqual([expect.stringMatching(/^SLOTKEEPER_OIDC_ISSUER must be set/)]);
  expect(read({ ...issuer, ...audience })).toMatchObject({
    ok: true,
    value: {
      oidcAlgorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      oidcTokenType: 'at+jwt',
      oidcClockSkewSeconds: 30,
    },
  });
  for (const algorithms of ['HS256', 'none', 'RS256,none', ''])
    expect(errorsOf({ ...issuer, ...audience, SLOTKEEPER_OIDC_ALGORITHMS: algorithms })).toHaveLength(
      algorithms === '' ? 0 : 1,
    );
  for (const [name, value] of [
    ['SLOTKEEPER_OIDC_ISSUER', 'http://login.example.com'],
    ['SLOTKEEPER_OIDC_JWKS_URI', 'http://login.example.com/keys'],
    ['SLOTKEEPER_OIDC_CLOCK_SKEW_SECONDS', '61'],
    ['SLOTKEEPER_OIDC_TOKEN_TYPE', 'jwt'],
  ] as const)
    expect(errorsOf({ ...issuer, ...audience, [name]: value })).toHaveLength(1);
});

test('passwords are not switched off where there is no other way in', () => {
  expect(errorsOf({ SLOTKEEPER_PASSWORD_LOGIN: 'off' })).toEqual([
    'SLOTKEEPER_OIDC_ISSUER must be set: without passwords nobody could log in',
  ]);
});

test('every key that is honoured is long enough', () => {
  const name = 'SLOTKEEPER_PREVIOUS_TOKEN_SECRETS';
  expect(read({ [name]: `${secret},${'t'.repeat(32)}` })).toMatchObject({
    ok: true,
    value: { previousTokenSecrets: [secret, 't'.repeat(32)] },
  });
  expect(errorsOf({ [name]: `${secret},short` })).toHaveLength(1);
});

test('answers are kept for a day at least', () => {
  expect(errorsOf({ SLOTKEEPER_IDEMPOTENCY_HOURS: '23' })).toHaveLength(1);
  expect(read({})).toMatchObject({ ok: true, value: { idempotencyHours: 48, tokenLifetimeSeconds: 900 } });
});

test('the fault that ends a command lists every error', () => {
  const fault = new ConfigurationFault([
    { variable: 'PORT', message: 'PORT must be a port' },
    { variable: 'HOST', message: 'HOST must be a host' },
  ]);
  expect(fault.message.split('\n')).toEqual([
    'The configuration is wrong:',
    '  PORT must be a port',
    '  HOST must be a host',
  ]);
});
