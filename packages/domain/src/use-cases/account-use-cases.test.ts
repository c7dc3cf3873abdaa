import { createHash } from 'node:crypto';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RegistrationMode } from '../identity/invitation.js';
import type { Actor, User } from '../identity/user.js';
import type { Secrets } from '../ports/secrets.js';
import type { Store } from '../ports/store.js';
import type { IdempotencyKey } from '../ports/unit-of-work.js';
import type { Result } from '../result.js';
import { actorOf } from '../testing/builders.js';
import { manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { callerOfApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-keys.js';
import { changeAccount, changePassword, eraseAccount, showAccount } from './change-account.js';
import type { AccountDependencies } from './dependencies.js';
import { exportAccount } from './export-account.js';
import { addOrganisation, invite } from './invite.js';
import { logIn, logOut, logOutEverywhere, refreshLogin, type LoggedIn } from './log-in.js';
import { recogniseIdentity } from './recognise-identity.js';
import { registerUser, type RegisterUser } from './register-user.js';
import { showEventType } from './show-event-types.js';
import { stateEventType } from './state-event-type.js';
import { stateTimeOff } from './state-time-off.js';
import { unwrap } from '../testing/unwrap.js';

const zones = await loadZoneTables();

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Secrets that tell which number they have, and seals that show what is sealed. */
const countedSecrets = (): Secrets => {
  let made = 0;
  return {
    next: () => `secret-${(made += 1)}`,
    derive: (purpose, text) => digest(`${purpose} ${text}`),
    derivations: (purpose, text) => [digest(`${purpose} ${text}`)],
    digest,
    seal: (text) => `sealed:${text}`,
    unseal: (sealed) => (sealed.startsWith('sealed:') ? sealed.slice('sealed:'.length) : undefined),
  };
};

const kindOf = (result: Result<unknown, { readonly kind: string }>): string =>
  result.ok ? 'ok' : result.error.kind;

let clock: ManualClock;
let store: Store;
let dependencies: AccountDependencies;

beforeEach(() => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  dependencies = {
    ...store,
    clock,
    ids: sequentialIds(),
    zones,
    secrets: countedSecrets(),
    passwords: {
      hash: (password) => Promise.resolve(`hash of ${password}`),
      verify: (password, hash) => Promise.resolve(hash === `hash of ${password}`),
    },
    accessTokens: {
      issue: ({ actor, organisationId }) =>
        Promise.resolve({
          accessToken: [actor.role, actor.userId, organisationId ?? ''].join(' '),
          expiresIn: 900,
        }),
    },
  };
});

const PASSWORD = 'of all the fishes in it';
const newcomer: RegisterUser = {
  email: 'Grace@example.org',
  name: 'Grace',
  password: PASSWORD,
  role: 'HOST',
  timeZone: 'Europe/Berlin',
};
const register = (change: Partial<RegisterUser> = {}) =>
  registerUser(dependencies)({ ...newcomer, ...change });
const registered = async (change: Partial<RegisterUser> = {}) => unwrap(await register(change)).answer;
const login = (change: Partial<Parameters<ReturnType<typeof logIn>>[0]> = {}) =>
  logIn(dependencies)({ email: newcomer.email, password: PASSWORD, ...change });
const refreshed = (refreshToken: string, idempotency?: IdempotencyKey) =>
  refreshLogin(dependencies)({ refreshToken, idempotency });
const keyOf = (key: string, fingerprint = 'f'): IdempotencyKey => ({
  callerId: '00000000-0000-0000-0000-000000000000',
  key,
  fingerprint,
});

describe('opening an account', () => {
  it('gives a host a profile and a calendar', async () => {
    const user = await registered();
    expect(user).toEqual({
      id: user.id,
      email: 'Grace@example.org',
      name: 'Grace',
      role: 'HOST',
      timeZone: 'Europe/Berlin',
      createdAt: clock.now(),
    });
    expect(await store.users.byId(user.id)).toEqual(user);
    expect(await store.queries.calendar(user.id, {})).toMatchObject({ ownerId: user.id, role: 'HOST' });
  });

  it('takes an address once, however it is capitalised', async () => {
    await registered();
    expect(await register({ email: 'grace@EXAMPLE.org' })).toEqual({
      ok: false,
      error: { kind: 'email_taken' },
    });
  });

  it.each<[string, object, readonly string[]]>([
    ['address without an @', { email: 'grace' }, ['email: invalid_email']],
    ['address with NUL', { email: 'gr\u0000ce@example.org' }, ['email: invalid_email']],
    ['address of more than 254 characters', { email: `${'g'.repeat(250)}@x.org` }, ['email: too_long']],
    ['all but blank name', { name: ' \u00a0' }, ['name: invalid_name']],
    ['empty name', { name: '' }, ['name: invalid_name']],
    ['odd name of half a character', { name: 'Grace \ud800' }, ['name: invalid_name']],
    ['overlong name', { name: '😀'.repeat(201) }, ['name: too_long']],
    ['all too short password', { password: 'fourteen chars' }, ['password: too_short']],
    ['overlong password', { password: `${PASSWORD} `.repeat(11).slice(0, 257) }, ['password: too_long']],
    ['easily guessed password', { password: 'aaaaaaaaaaaaaaa' }, ['password: too_common']],
    ['unknown zone', { timeZone: 'Europe/Atlantis' }, ['timeZone: unknown_time_zone']],
    [
      'account of which nothing is right',
      { email: '', name: '\n', password: '', timeZone: '' },
      ['email: invalid_email', 'name: invalid_name', 'password: too_short', 'timeZone: unknown_time_zone'],
    ],
  ])('with an %s is refused, and nobody is registered', async (_, change, expected) => {
    const refused = await register(change);
    const errors = !refused.ok && refused.error.kind === 'invalid_input' ? refused.error.errors : [];
    expect(errors.map(({ field, code }) => `${field}: ${code}`)).toEqual(expected);
    expect(await store.users.credentials(newcomer.email)).toBeUndefined();
  });

  it('refuses what the blocklist has', async () => {
    dependencies = { ...dependencies, blocklist: { has: (password) => password === PASSWORD } };
    expect(await register()).toMatchObject({
      error: { errors: [{ field: 'password', code: 'too_common' }] },
    });
  });

  it('takes a name of as many characters as is said, however many bytes they are', async () => {
    expect((await registered({ name: '😀'.repeat(200) })).name).toBe('😀'.repeat(200));
  });

  it.each<[RegistrationMode, string]>([
    ['open', 'ok'],
    ['invitation', 'registration_closed'],
    ['closed', 'registration_closed'],
  ])('is for anybody only where it is open: %s', async (mode, outcome) => {
    dependencies = { ...dependencies, registration: { HOST: mode, USER: 'open' } };
    expect(kindOf(await register())).toBe(outcome);
    expect(kindOf(await register({ email: 'u@example.org', role: 'USER' }))).toBe('ok');
  });

  it('is closed where there are no passwords', async () => {
    dependencies = { ...dependencies, passwordLogin: false };
    expect(await register()).toEqual({ ok: false, error: { kind: 'registration_closed', mode: 'closed' } });
  });
});

describe('an invitation', () => {
  const invited = async (change: Partial<Parameters<ReturnType<typeof invite>>[0]> = {}) =>
    unwrap(await invite(dependencies)({ role: 'HOST', days: 7, ...change }));

  beforeEach(() => {
    dependencies = { ...dependencies, registration: { HOST: 'invitation', USER: 'closed' } };
  });

  it('opens one account, and no second', async () => {
    const { code } = await invited();
    expect(kindOf(await register({ invitation: code }))).toBe('ok');
    expect(kindOf(await register({ invitation: code, email: 'b@example.org' }))).toBe('invitation_refused');
  });

  it('opens one of two accounts that are asked for at once', async () => {
    const { code } = await invited();
    const both = await Promise.all([
      register({ invitation: code }),
      register({ invitation: code, email: 'b@example.org' }),
    ]);
    expect(both.map(kindOf).toSorted()).toEqual(['invitation_refused', 'ok']);
  });

  it('is not used up by what is refused', async () => {
    const { code } = await invited();
    expect(kindOf(await register({ invitation: code, password: 'short' }))).toBe('invalid_input');
    expect(kindOf(await register({ invitation: code }))).toBe('ok');
  });

  it.each([
    ['is unknown', {}, { invitation: 'unknown' }, 0],
    ['is for another role', {}, { role: 'USER' }, 0],
    ['is for another address', { email: 'other@example.org' }, {}, 0],
    ['has expired', {}, {}, 7 * DAY_MS],
    ['is for another organisation', {}, { organisationId: '00000000-0000-4000-8000-0000000000ff' }, 0],
  ] as const)('that %s is refused', async (_, wish, change, later) => {
    dependencies = { ...dependencies, registration: { HOST: 'invitation', USER: 'invitation' } };
    const { code } = await invited(wish);
    clock.advance(later);
    expect(kindOf(await register({ invitation: code, ...change }))).toBe('invitation_refused');
  });

  it('is good until its last instant, for its address in any case', async () => {
    const { code, invitation } = await invited({ email: 'GRACE@example.org' });
    expect(invitation.expiresAt - invitation.createdAt).toBe(7 * DAY_MS);
    clock.advance(7 * DAY_MS - SECOND_MS);
    expect(kindOf(await register({ invitation: code }))).toBe('ok');
  });

  it('makes its newcomer belong to its organisation', async () => {
    const { id } = unwrap(await addOrganisation(dependencies)({ name: 'Clinic' }));
    const { code } = await invited({ organisationId: id });
    expect(await registered({ invitation: code })).toMatchObject({ organisationId: id });
  });

  it.each([
    [{ days: 0 }, 'invalid_input'],
    [{ days: 366 }, 'invalid_input'],
    [{ email: 'nobody' }, 'invalid_input'],
    [{ organisationId: '00000000-0000-4000-8000-0000000000ff' }, 'organisation_not_found'],
  ])('is not made of %j', async (change, kind) => {
    expect(kindOf(await invite(dependencies)({ role: 'HOST', days: 7, ...change }))).toBe(kind);
  });

  it('is made for an organisation with a name only', async () => {
    expect(await addOrganisation(dependencies)({ name: ' ' })).toMatchObject({
      error: { errors: [{ field: 'name', code: 'invalid_name' }] },
    });
  });
});

describe('logging in', () => {
  it('begins with address and password, and gives two tokens', async () => {
    const user = await registered();
    expect(unwrap(await login({ email: 'grace@EXAMPLE.org' })).answer).toEqual({
      accessToken: `HOST ${user.id} `,
      expiresIn: 900,
      refreshToken: 'secret-1',
      refreshExpiresIn: 14 * 86_400,
    });
  });

  it('takes a password however its characters were typed', async () => {
    await registered({ password: 'cafe\u0301 au lait, s’il te plaît' });
    expect(kindOf(await login({ password: 'caf\u00e9 au lait, s’il te plaît' }))).toBe('ok');
  });

  it('refuses a wrong password and an unknown address alike', async () => {
    await registered();
    const refusal = { ok: false, error: { kind: 'invalid_credentials' } };
    expect(await login({ password: 'wrong' })).toEqual(refusal);
    expect(await login({ email: 'nobody@example.org' })).toEqual(refusal);
  });

  it('verifies a password also where there is no account, so that both take as long', async () => {
    const verified: (string | undefined)[] = [];
    const { hash, verify } = dependencies.passwords;
    dependencies = {
      ...dependencies,
      passwords: {
        hash,
        verify: (password, given) => {
          verified.push(given);
          return verify(password, given);
        },
      },
    };
    await login({ email: 'nobody@example.org' });
    expect(verified).toEqual([undefined]);
  });

  it.each<[string, (user: User) => Promise<unknown>]>([
    ['has got another password', ({ id }) => store.users.changePassword({ id, passwordHash: 'another' })],
    ['is erased', ({ id }) => store.users.erase(id, clock.now())],
  ])('is refused where its user %s while the password is verified', async (_, meanwhile) => {
    const user = await registered();
    const { hash, verify } = dependencies.passwords;
    const slow = async (password: string, given: string | undefined): Promise<boolean> => {
      const verified = await verify(password, given);
      await meanwhile(user);
      return verified;
    };
    dependencies = { ...dependencies, passwords: { hash, verify: slow } };
    expect(await login({ idempotency: keyOf('log in') })).toEqual({
      ok: false,
      error: { kind: 'invalid_credentials' },
    });
    expect(await store.answers.find(keyOf('log in'))).toBeUndefined();
  });

  it('is refused where there are no passwords', async () => {
    await registered();
    dependencies = { ...dependencies, passwordLogin: false };
    expect(kindOf(await login())).toBe('invalid_credentials');
  });

  it('is to one organisation', async () => {
    const { id } = unwrap(await addOrganisation(dependencies)({ name: 'Clinic' }));
    const inside = await registered({ organisationId: id });
    expect(kindOf(await login())).toBe('invalid_credentials');
    expect(unwrap(await login({ organisationId: id })).answer.accessToken).toBe(`HOST ${inside.id} ${id}`);
    expect(kindOf(await register())).toBe('ok');
    expect(kindOf(await register({ organisationId: '00000000-0000-4000-8000-0000000000ff' }))).toBe(
      'organisation_not_found',
    );
  });
});

describe('a refresh token', () => {
  let first: LoggedIn;
  beforeEach(async () => {
    await registered();
    first = unwrap(await login()).answer;
  });

  it('is good once, for the next', async () => {
    const second = unwrap(await refreshed(first.refreshToken)).answer;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(kindOf(await refreshed(second.refreshToken))).toBe('ok');
  });

  it('that comes again ends its login', async () => {
    const second = unwrap(await refreshed(first.refreshToken)).answer;
    expect(kindOf(await refreshed(first.refreshToken))).toBe('refresh_token_refused');
    expect(kindOf(await refreshed(second.refreshToken))).toBe('refresh_token_refused');
  });

  it('that comes again does not end another login of the same user', async () => {
    const other = unwrap(await login()).answer;
    await refreshed(first.refreshToken);
    await refreshed(first.refreshToken);
    expect(kindOf(await refreshed(other.refreshToken))).toBe('ok');
  });

  it('that comes twice at once is taken once', async () => {
    const both = await Promise.all([refreshed(first.refreshToken), refreshed(first.refreshToken)]);
    expect(both.map(kindOf).toSorted()).toEqual(['ok', 'refresh_token_refused']);
  });

  it('that comes again with its key gets the same tokens, which are still good', async () => {
    const once = unwrap(await refreshed(first.refreshToken, keyOf('k')));
    const again = unwrap(await refreshed(first.refreshToken, keyOf('k')));
    expect(again).toEqual({ answer: once.answer, replayed: true });
    expect(kindOf(await refreshed(again.answer.refreshToken))).toBe('ok');
  });

  it('waits for 14 days, and a login lasts for 90 in all', async () => {
    clock.advance(14 * DAY_MS - SECOND_MS);
    let { refreshToken } = unwrap(await refreshed(first.refreshToken)).answer;
    for (let day = 28; day <= 84; day += 14) {
      clock.advance(14 * DAY_MS - SECOND_MS);
      const next = unwrap(await refreshed(refreshToken)).answer;
      expect(next.refreshExpiresIn).toBeLessThanOrEqual(14 * 86_400);
      ({ refreshToken } = next);
    }
    clock.advance(7 * DAY_MS);
    expect(kindOf(await refreshed(refreshToken))).toBe('refresh_token_refused');
  });

  it('is good for nothing once its user has logged out everywhere; others stay', async () => {
    const other = await registered({ email: 'b@example.org' });
    const theirs = unwrap(await login({ email: other.email })).answer;
    const second = unwrap(await login()).answer;
    const [, userId = ''] = first.accessToken.split(' ');
    await logOutEverywhere(dependencies)({ actor: actorOf({ id: userId, role: 'HOST' }) });
    for (const { refreshToken } of [first, second])
      expect(kindOf(await refreshed(refreshToken))).toBe('refresh_token_refused');
    expect(kindOf(await refreshed(theirs.refreshToken))).toBe('ok');
  });

  it('that is unknown, has expired or was logged out is refused', async () => {
    expect(kindOf(await refreshed('unknown'))).toBe('refresh_token_refused');
    const other = unwrap(await login()).answer;
    await logOut(dependencies)({ refreshToken: other.refreshToken });
    expect(kindOf(await refreshed(other.refreshToken))).toBe('refresh_token_refused');
    clock.advance(14 * DAY_MS);
    expect(kindOf(await refreshed(first.refreshToken))).toBe('refresh_token_refused');
  });
});

describe('a request with an idempotency key', () => {
  it('opens one account, and is answered the same again', async () => {
    const idempotency = keyOf('open');
    const once = await registered({ idempotency });
    expect(await register({ idempotency })).toEqual({ ok: true, value: { answer: once, replayed: true } });
  });

  it('is refused for another request', async () => {
    await registered({ idempotency: keyOf('open') });
    const other = await register({ email: 'b@example.org', idempotency: keyOf('open', 'g') });
    expect(kindOf(other)).toBe('key_reused');
    expect(await store.users.credentials('b@example.org')).toBeUndefined();
  });

  it('is carried out once, of two at once', async () => {
    const idempotency = keyOf('open');
    const [a, b] = await Promise.all([register({ idempotency }), register({ idempotency })]);
    expect(unwrap(a).answer).toEqual(unwrap(b).answer);
  });

  it('that was refused is judged anew', async () => {
    const idempotency = keyOf('open');
    expect(kindOf(await register({ idempotency, password: 'short' }))).toBe('invalid_input');
    expect(kindOf(await register({ idempotency }))).toBe('ok');
  });

  it('keeps nothing that is not sealed', async () => {
    await registered({ idempotency: keyOf('open') });
    expect((await store.answers.find(keyOf('open')))?.answer).toMatch(/^"sealed:/);
  });

  it('is refused where its answer can no longer be read', async () => {
    await registered({ idempotency: keyOf('open') });
    dependencies = { ...dependencies, secrets: { ...dependencies.secrets, unseal: () => undefined } };
    expect(kindOf(await register({ idempotency: keyOf('open') }))).toBe('key_reused');
  });
});

describe('one’s own account', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = actorOf(await registered());
  });

  it('is shown and changed', async () => {
    const changed = unwrap(await changeAccount(dependencies)({ actor, name: 'Grace H.', timeZone: 'UTC' }));
    expect(changed).toMatchObject({ name: 'Grace H.', timeZone: 'UTC', email: 'Grace@example.org' });
    expect(unwrap(await showAccount(dependencies)({ actor }))).toEqual(changed);
    expect(unwrap(await changeAccount(dependencies)({ actor }))).toEqual(changed);
  });

  it('is not changed to what breaks a rule', async () => {
    const refused = await changeAccount(dependencies)({ actor, name: '', timeZone: 'Nowhere' });
    expect(refused).toMatchObject({
      error: {
        errors: [
          { field: 'name', code: 'invalid_name' },
          { field: 'timeZone', code: 'unknown_time_zone' },
        ],
      },
    });
    expect(unwrap(await showAccount(dependencies)({ actor })).name).toBe('Grace');
  });

  it('gets another password, which ends all logins', async () => {
    const { refreshToken } = unwrap(await login()).answer;
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(dependencies)({ actor, currentPassword, newPassword });
    expect(kindOf(await change('wrong', 'another fish in it'))).toBe('invalid_credentials');
    expect(await change(PASSWORD, 'short')).toMatchObject({
      error: { errors: [{ field: 'newPassword', code: 'too_short' }] },
    });
    expect(kindOf(await refreshed(refreshToken))).toBe('ok');
    expect(kindOf(await change(PASSWORD, 'another fish in it'))).toBe('ok');
    expect(kindOf(await login())).toBe('invalid_credentials');
    const after = unwrap(await login({ password: 'another fish in it' })).answer;
    expect(kindOf(await refreshed(after.refreshToken))).toBe('ok');
  });

  it('is exported whole', async () => {
    await createApiKey(dependencies)({ actor, name: 'calendar sync', scopes: ['calendar:read'] });
    const span = { startTime: clock.now() + DAY_MS, endTime: clock.now() + 2 * DAY_MS };
    unwrap(
      await stateTimeOff({ ...dependencies, ...store })({ actor, hostId: actor.userId, span, note: '' }),
    );
    const exported = unwrap(await exportAccount({ ...dependencies, ...store })({ actor }));
    expect(exported).toMatchObject({
      exportedAt: clock.now(),
      user: { id: actor.userId },
      bookings: [],
      waitlist: [],
      apiKeys: [{ name: 'calendar sync' }],
      availability: [],
      schedules: [],
      timeOff: [{ hostId: actor.userId }],
      eventTypes: [],
    });
  });

  it('is erased with what it has offered, in whatever revision', async () => {
    const stated = unwrap(
      await stateEventType({ ...dependencies, ...store })({
        actor,
        hostId: actor.userId,
        statement: {
          name: 'Visit',
          timeZone: 'UTC',
          durationsMinutes: [30],
          bufferBeforeMinutes: 0,
          bufferAfterMinutes: 0,
          minimumNoticeMinutes: 0,
          hostMinimumNoticeMinutes: 0,
          limits: [],
          weekStartsOn: 'MO',
          seats: 1,
          maxConcurrent: 1,
          bookerMustBeFree: false,
        },
      }),
    ).answer;
    const { id } = stated;
    const show = (revision?: number) => showEventType(store)({ id, revision });
    expect([await show(), await show(1)].map(kindOf)).toEqual(['ok', 'ok']);
    await eraseAccount(dependencies)({ actor });
    expect([await show(), await show(1)].map(kindOf)).toEqual([
      'event_type_not_found',
      'event_type_not_found',
    ]);
  });

  it('is erased, and its address may be used anew', async () => {
    const { refreshToken } = unwrap(await login()).answer;
    expect(kindOf(await eraseAccount(dependencies)({ actor }))).toBe('ok');
    const gone = { ok: false, error: { kind: 'account_not_found' } };
    expect(await showAccount(dependencies)({ actor })).toEqual(gone);
    expect(await changeAccount(dependencies)({ actor, name: 'X' })).toEqual(gone);
    expect(await exportAccount({ ...dependencies, ...store })({ actor })).toEqual(gone);
    expect(
      await changePassword(dependencies)({ actor, currentPassword: PASSWORD, newPassword: PASSWORD }),
    ).toEqual(gone);
    expect(kindOf(await refreshed(refreshToken))).toBe('refresh_token_refused');
    expect(kindOf(await login())).toBe('invalid_credentials');
    expect(kindOf(await register())).toBe('ok');
  });
});

describe('an API key', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = actorOf(await registered());
  });
  const create = (change: Partial<Parameters<ReturnType<typeof createApiKey>>[0]> = {}) =>
    createApiKey(dependencies)({
      actor,
      name: 'sync',
      scopes: ['bookings:read', 'calendar:read'],
      ...change,
    });
  const created = async (change: Parameters<typeof create>[0] = {}) => unwrap(await create(change)).answer;
  const callerOf = (secret: string) => callerOfApiKey(dependencies)(secret);

  it('acts for its account within its scopes', async () => {
    const { apiKey, secret } = await created();
    expect(secret).toBe('sk_secret-1');
    expect(await callerOf(secret)).toEqual({ actor, scopes: ['calendar:read', 'bookings:read'] });
    expect(await listApiKeys(dependencies)({ actor })).toEqual([{ ...apiKey, lastUsedAt: clock.now() }]);
  });

  it('tells its last use to the minute', async () => {
    const { secret } = await created();
    const used = clock.now();
    await callerOf(secret);
    clock.advance(MINUTE_MS - SECOND_MS);
    await callerOf(secret);
    expect((await listApiKeys(dependencies)({ actor }))[0]?.lastUsedAt).toBe(used);
    clock.advance(SECOND_MS);
    await callerOf(secret);
    expect((await listApiKeys(dependencies)({ actor }))[0]?.lastUsedAt).toBe(used + MINUTE_MS);
  });

  it('belongs to the organisation of its account', async () => {
    const { id } = unwrap(await addOrganisation(dependencies)({ name: 'Clinic' }));
    const { secret } = await created({ actor: actorOf(await registered({ organisationId: id })) });
    expect(await callerOf(secret)).toMatchObject({ organisationId: id });
  });

  it('is good for nothing once it is revoked, has expired, or its account is erased', async () => {
    const [revoked, expiring, erased] = [
      await created(),
      await created({ expiresAt: clock.now() + DAY_MS }),
      await created(),
    ];
    unwrap(await revokeApiKey(dependencies)({ actor, id: revoked.apiKey.id }));
    expect(await callerOf(revoked.secret)).toBeUndefined();
    clock.advance(DAY_MS - SECOND_MS);
    expect(await callerOf(expiring.secret)).toBeDefined();
    clock.advance(SECOND_MS);
    expect(await callerOf(expiring.secret)).toBeUndefined();
    expect(await callerOf(erased.secret)).toBeDefined();
    await eraseAccount(dependencies)({ actor });
    expect(await callerOf(erased.secret)).toBeUndefined();
    expect(await callerOf('sk_unknown')).toBeUndefined();
  });

  it('is revoked by its holder alone, and once', async () => {
    const { apiKey } = await created();
    const other = actorOf(await registered({ email: 'b@example.org' }));
    expect(kindOf(await revokeApiKey(dependencies)({ actor: other, id: apiKey.id }))).toBe(
      'api_key_not_found',
    );
    const once = unwrap(await revokeApiKey(dependencies)({ actor, id: apiKey.id }));
    clock.advance(DAY_MS);
    expect(unwrap(await revokeApiKey(dependencies)({ actor, id: apiKey.id }))).toEqual(once);
  });

  it.each([
    [{ name: ' ' }, 'name: invalid_name'],
    [{ name: 'x'.repeat(201) }, 'name: invalid_name'],
    [{ scopes: [] }, 'scopes: invalid_scope'],
    [{ scopes: ['everything'] as never }, 'scopes: invalid_scope'],
  ])('is not made of %j', async (change, expected) => {
    const refused = await create(change);
    const errors = !refused.ok && refused.error.kind === 'invalid_input' ? refused.error.errors : [];
    expect(errors.map(({ field, code }) => `${field}: ${code}`)).toEqual([expected]);
  });

  it('must expire in the future, if at all', async () => {
    expect(await create({ expiresAt: clock.now() })).toMatchObject({
      error: { errors: [{ field: 'expiresAt', code: 'not_in_future' }] },
    });
  });

  it('is not made for who was erased, whose token goes on for a while', async () => {
    await eraseAccount(dependencies)({ actor });
    expect(kindOf(await create())).toBe('account_not_found');
  });

  it('is one of 50 at the most that are good', async () => {
    for (let made = 0; made < 49; made += 1) await created();
    const last = await created();
    expect(await create()).toEqual({ ok: false, error: { kind: 'too_many_api_keys', limit: 50 } });
    await revokeApiKey(dependencies)({ actor, id: last.apiKey.id });
    expect(kindOf(await create())).toBe('ok');
  });

  it('is one of 50 also where more are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 120 }, () => create()));
    expect(made.map(kindOf).filter((kind) => kind === 'ok')).toHaveLength(50);
    expect(await listApiKeys(dependencies)({ actor })).toHaveLength(50);
  });

  it('is shown again to who sends the request again with its key', async () => {
    const idempotency = { ...keyOf('make'), callerId: actor.userId };
    const once = await created({ idempotency });
    expect(unwrap(await create({ idempotency }))).toEqual({ answer: once, replayed: true });
    expect(await listApiKeys(dependencies)({ actor })).toHaveLength(1);
  });
});

describe('an outside identity', () => {
  const person = {
    issuer: 'https://id.example',
    subject: '42',
    email: 'ada@example.org',
    name: 'Ada',
    role: 'USER',
  } as const;
  const recognise = (change: Partial<typeof person> | object = {}) =>
    recogniseIdentity(dependencies)({ ...person, ...change });

  it('gets an account the first time, and is known by it from then on', async () => {
    const caller = unwrap(await recognise());
    expect(await store.users.byId(caller.actor.userId)).toMatchObject({
      email: 'ada@example.org',
      name: 'Ada',
    });
    expect(unwrap(await recognise({ email: 'new@example.org', name: 'Other' }))).toEqual(caller);
  });

  it('is another person at another issuer', async () => {
    const one = unwrap(await recognise());
    const other = unwrap(await recognise({ issuer: 'https://other.example', email: 'b@example.org' }));
    expect(other.actor.userId).not.toBe(one.actor.userId);
  });

  it('never takes over an account that has the same address', async () => {
    await registered({ email: person.email });
    expect(kindOf(await recognise())).toBe('email_taken');
  });

  it('gets no account where accounts are not open, or nothing is known of the person', async () => {
    expect(kindOf(await recognise({ email: undefined, name: undefined }))).toBe('invalid_input');
    dependencies = { ...dependencies, registration: { HOST: 'open', USER: 'invitation' } };
    expect(kindOf(await recognise())).toBe('registration_closed');
    expect(kindOf(await recognise({ role: 'HOST' }))).toBe('ok');
  });

  it('gets one account, if it comes twice at once', async () => {
    const [a, b] = await Promise.all([recognise(), recognise()]);
    expect(unwrap(a)).toEqual(unwrap(b));
  });

  it('has no password', async () => {
    await recognise();
    expect(kindOf(await login({ email: person.email, password: '' }))).toBe('invalid_credentials');
  });
});
