import {
  ACCESS_TABLE,
  addOrganisation,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  SCOPES,
  type AccessRule,
  type Action,
  type Role,
  type Scope,
  type Store,
} from '@slotkeeper/domain';
import { sequentialIds, type ManualClock } from '@slotkeeper/domain/testing';
import {
  createTestServer,
  PASSWORD,
  type TestServer,
  type TestServerOptions,
} from '../../packages/http-fastify/test/test-server.js';
import type { ServedOperation as Operation } from '../../packages/http-fastify/test/served-operations.js';

/** Who asks. Keys of one scope are the owner's and the booker's. */
const ACCOUNTS = [
  'owner',
  'other host',
  'booker',
  'other user',
  'host of another organisation',
  'user of another organisation',
] as const;
type AccountName = (typeof ACCOUNTS)[number];

export type CallerName =
  | 'anonymous'
  | 'guest'
  | 'other guest'
  | AccountName
  | `${'owner' | 'booker'}’s key for ${Scope}`
  | 'owner’s key for everything'
  | 'owner’s revoked key'
  | 'owner’s expired key';

export const CALLERS: readonly CallerName[] = [
  'anonymous',
  'guest',
  'other guest',
  ...ACCOUNTS,
  ...SCOPES.map((scope) => `owner’s key for ${scope}` as const),
  ...SCOPES.map((scope) => `booker’s key for ${scope}` as const),
  'owner’s key for everything',
  'owner’s revoked key',
  'owner’s expired key',
];

/** `allowed`: whatever else may stand against it, it is not who asks. */
export type Outcome = 'allowed' | 401 | 403 | 404;

const ROLES: Readonly<Record<AccountName, Role>> = {
  owner: 'HOST',
  'other host': 'HOST',
  booker: 'USER',
  'other user': 'USER',
  'host of another organisation': 'HOST',
  'user of another organisation': 'USER',
};

/** Whose account a caller acts for, and what a key of it is good for. */
const accountOf = (
  caller: CallerName,
): { readonly name: AccountName; readonly scopes?: readonly Scope[] } => {
  const name = ACCOUNTS.find((account) => caller === account);
  if (name !== undefined) return { name };
  const [, holder, scope] = /^(owner|booker)’s key for (.*)$/.exec(caller) ?? [];
  if (holder === undefined) throw new RangeError(`${caller} has no account`);
  return {
    name: holder as AccountName,
    scopes: SCOPES.filter((one) => one === scope || scope === 'everything'),
  };
};

const isOfOthers = (name: AccountName): boolean => name.endsWith('of another organisation');

/** Whether the path names one thing that is somebody's. */
const namesAThing = ({ path }: Operation): boolean => /\{(id|eventTypeId|hostId)\}/.test(path);

/**
 * What a caller must be answered, by the operation's row and by what the caller is to the thing that is asked for: what
 * a host has stated, what the booker or the guest has booked.
 */
export const expectedOutcome = (operation: Operation, caller: CallerName): Outcome => {
  if (operation.access === 'open') return 'allowed';
  const action: Action = operation.access;
  const rule: AccessRule = ACCESS_TABLE[action];
  const [subject = ''] = action.split('.');
  switch (caller) {
    case 'anonymous':
      return rule.allows.includes('anonymous') ? 'allowed' : 401;
    case 'owner’s revoked key':
    case 'owner’s expired key':
      return 401;
    case 'guest':
      return rule.allows.includes('guest') ? 'allowed' : 403;
    case 'other guest':
      if (!rule.allows.includes('guest')) return 403;
      return subject === 'booking' ? 404 : 'allowed';
    default: {
      const { name, scopes } = accountOf(caller);
      if (scopes !== undefined && (rule.scope === 'login' || !scopes.includes(rule.scope))) return 403;
      return byStanding(operation, action, rule, name);
    }
  }
};

const byStanding = (operation: Operation, action: Action, rule: AccessRule, name: AccountName): Outcome => {
  const [subject = ''] = action.split('.');
  // The key is the owner's.
  if (action === 'api-key.revoke') return name === 'owner' ? 'allowed' : 404;
  if (subject === 'account' || subject === 'api-key') return 'allowed';
  const standings = [
    ROLES[name] === 'HOST' ? 'host' : 'user',
    ...(name === 'owner' || name === 'booker' ? [name] : []),
  ];
  // A host books on its own calendar by the row for that; on one that it may not know of it can't tell that it may not.
  if (action === 'booking.make' && name === 'owner') return 'allowed';
  if (action === 'booking.make' && isOfOthers(name)) return 404;
  if (!rule.allows.some((standing) => standings.includes(standing))) {
    const isParty = name === 'owner' || name === 'booker';
    const knowsOfIt = isParty && /^(booking|hold|waitlist)$/.test(subject);
    return rule.others === 'hidden' || (namesAThing(operation) && !knowsOfIt) ? 404 : 403;
  }
  // What is for everybody is for everybody of the organisation. Lists are empty for others.
  const isOne = subject !== 'slot' && !namesAThing(operation) && operation.method === 'GET';
  return isOfOthers(name) && !isOne ? 404 : 'allowed';
};

/** A server with all that is asked for, and tokens of all who ask. */
export interface MatrixStage {
  /** What a caller is answered to an operation, and whether the thing that it names is as it was before. */
  readonly ask: (
    operation: Operation,
    caller: CallerName,
  ) => Promise<{ readonly outcome: Outcome; readonly status: number; readonly isUntouched: boolean }>;
  readonly close: () => Promise<void>;
}

export const createMatrixStage = async (options: TestServerOptions = {}): Promise<MatrixStage> => {
  let clock: ManualClock | undefined;
  let store: Store | undefined;
  const server = await createTestServer({
    ...options,
    tokenLifetimeSeconds: 30 * 86_400,
    dependencies: {
      ...options.dependencies,
      guestBounds: { maxUpcoming: 10_000 },
      holdBounds: { defaultMinutes: 60, maxMinutes: 60, maxLivePerBooker: 10_000, offerMinutes: 60 },
    },
    store: (memory, given) => {
      clock = given;
      store = options.store?.(memory, given) ?? memory;
      return store;
    },
  });
  if (clock === undefined || store === undefined) throw new RangeError('the server has no store');
  const stage = await furnish(server, store, clock);
  return { ask: stage, close: () => server.app.close() };
};

const furnish = async (server: TestServer, store: Store, clock: ManualClock): Promise<MatrixStage['ask']> => {
  const opening = (Math.floor(clock.now() / DAY_MS) + 1) * DAY_MS;
  let registered = 0;
  const ids = sequentialIds();
  const organisation = await addOrganisation({
    organisations: store.organisations,
    ids: { next: () => ids.next().replace(/^.{8}/, 'f0f0f0f0') },
    clock,
  })({ name: 'Other' });
  if (!organisation.ok) throw new RangeError('the organisation was refused');

  const made = async (operation: string, token: string | undefined, body: object = {}): Promise<Thing> => {
    const answer = await server.send(operation, { token, body });
    if (answer.statusCode >= 300) throw new RangeError(`${operation}: ${answer.statusCode} ${answer.body}`);
    return answer.json<Thing>();
  };
  const open = async (name: AccountName): Promise<{ readonly id: string; readonly token: string }> => {
    registered += 1;
    const email = `${registered}@example.org`;
    const organisationId = isOfOthers(name) ? { organisationId: organisation.value.id } : {};
    const account = { email, password: PASSWORD, ...organisationId };
    const { id } = await made('POST /users', undefined, { ...account, name, role: ROLES[name] });
    const { accessToken } = await made('POST /auth/login', undefined, account);
    return { id, token: accessToken };
  };

  const accounts = new Map<AccountName, { readonly id: string; readonly token: string }>();
  for (const name of ACCOUNTS) accounts.set(name, await open(name));
  const accountCalled = (name: AccountName) => {
    const account = accounts.get(name);
    if (account === undefined) throw new RangeError(`nobody is called ${name}`);
    return account;
  };
  const [owner, booker] = [accountCalled('owner'), accountCalled('booker')];

  const keyOf = async (token: string, scopes: readonly Scope[], expiresAt?: string): Promise<Thing> =>
    made('POST /api-keys', token, { name: 'key', scopes, ...(expiresAt === undefined ? {} : { expiresAt }) });
  const tokens = new Map<CallerName, string>(ACCOUNTS.map((name) => [name, accountCalled(name).token]));
  for (const scope of SCOPES) {
    tokens.set(`owner’s key for ${scope}`, (await keyOf(owner.token, [scope])).secret);
    tokens.set(`booker’s key for ${scope}`, (await keyOf(booker.token, [scope])).secret);
  }
  tokens.set('owner’s key for everything', (await keyOf(owner.token, SCOPES)).secret);
  const revoked = await keyOf(owner.token, SCOPES);
  tokens.set('owner’s revoked key', revoked.secret);
  await server.send(`DELETE /api-keys/${revoked.id}`, { token: owner.token });
  const expiring = await keyOf(owner.token, SCOPES, formatInstant(clock.now() + 1_000));
  tokens.set('owner’s expired key', expiring.secret);
  clock.advance(1_000);

  const hostId = owner.id;
  const range = (start: number, hours: number) => ({
    startTime: formatInstant(start),
    endTime: formatInstant(start + hours * HOUR_MS),
  });
  await made('POST /availability', owner.token, { hostId, ...range(opening, 24 * 300), slotDuration: 60 });
  const terms = { hostId, durationsMinutes: [60], allowsGuests: true };
  const { id: eventTypeId } = await made('POST /event-types', owner.token, { ...terms, name: 'Visit' });
  const asked = await made('POST /event-types', owner.token, {
    ...terms,
    name: 'Asked',
    approvalMinutes: 60,
  });

  let hours = 0;
  /** An hour that nobody has taken. */
  const freeHour = (): string => formatInstant(opening + (hours += 1) * HOUR_MS);
  const bookingFor = (isGuests: boolean, type = eventTypeId): Promise<Thing> =>
    made('POST /bookings', isGuests ? undefined : booker.token, {
      eventTypeId: type,
      startTime: freeHour(),
      ...(isGuests ? { guest: { name: 'Guest', email: 'guest@example.org' } } : {}),
    });
  tokens.set('other guest', (await bookingFor(true)).guestToken);

  const hoursOf = {
    name: 'Hours',
    timeZone: 'UTC',
    weekly: [{ days: ['SU'], start: '01:00', end: '02:00' }],
  };
  /** Things of which a host may have some only are used as long as they are there. */
  const lasting = new Map<string, Thing>();
  const keep = async (name: string, path: string, make: () => Promise<Thing>): Promise<Thing> => {
    const kept = lasting.get(name);
    if (kept !== undefined) {
      if ((await server.send(`GET ${path}/${kept.id}`, { token: owner.token })).statusCode === 200)
        return kept;
    }
    const thing = await make();
    lasting.set(name, thing);
    return thing;
  };
  const thingFor = async ({ path, access }: Operation, isGuests: boolean): Promise<Thing> => {
    const [, collection] = path.split(/[/:]/);
    switch (collection) {
      case 'bookings':
        return bookingFor(isGuests, /approve|decline/.test(access) ? asked.id : eventTypeId);
      case 'holds':
        return made('POST /holds', booker.token, { eventTypeId, startTime: freeHour() });
      case 'waitlist':
        return keep('waitlist entry', '/waitlist', async () => {
          const startTime = freeHour();
          await made('POST /bookings', accountCalled('other user').token, { eventTypeId, startTime });
          return made('POST /waitlist', booker.token, { eventTypeId, startTime });
        });
      case 'availability':
        return keep('availability', '/availability', () =>
          made('POST /availability', owner.token, {
            hostId,
            ...range(opening + (24 * 320 + (hours += 3)) * HOUR_MS, 1),
            slotDuration: 60,
          }),
        );
      case 'schedules':
        return keep('schedule', '/schedules', () =>
          made('POST /schedules', owner.token, { hostId, ...hoursOf }),
        );
      case 'time-off': {
        const stated = await made('POST /time-off', owner.token, {
          hostId,
          ...range(opening + (24 * 400 + (hours += 3)) * HOUR_MS, 1),
        });
        return stated;
      }
      case 'event-types':
        return keep('event type', '/event-types', () =>
          made('POST /event-types', owner.token, { ...terms, name: 'Kept' }),
        );
      case 'api-keys':
        return keyOf(owner.token, ['bookings:read'], formatInstant(clock.now() + DAY_MS));
      default:
        return { id: hostId } as Thing;
    }
  };

  const taken = freeHour();
  await made('POST /bookings', accountCalled('other user').token, { eventTypeId, startTime: taken });
  const slotQuery = () =>
    `hostId=${hostId}&from=${formatInstant(opening)}&to=${formatInstant(opening + DAY_MS)}`;
  const bodies: Readonly<Record<string, (caller: CallerName) => object>> = {
    'account.change': () => ({ name: 'Same' }),
    'api-key.create': () => ({
      name: 'key',
      scopes: ['bookings:read'],
      expiresAt: formatInstant(clock.now() + 60_000),
    }),
    'availability.state': () => ({
      hostId,
      ...range(opening + (24 * 500 + (hours += 3)) * HOUR_MS, 1),
      slotDuration: 60,
    }),
    'availability.preview': () => ({
      hostId,
      ...range(opening, 1),
      slotDuration: 60,
      from: formatInstant(opening),
      to: formatInstant(opening + HOUR_MS),
    }),
    'availability.change': () => ({ slotDuration: 30 }),
    'schedule.state': () => ({ hostId, ...hoursOf }),
    'schedule.change': () => hoursOf,
    'schedule.preview': () => ({
      withdraw: true,
      from: formatInstant(opening),
      to: formatInstant(opening + HOUR_MS),
    }),
    'time-off.state': () => ({ hostId, ...range(opening + (24 * 600 + (hours += 3)) * HOUR_MS, 1) }),
    'event-type.state': () => ({ ...terms, name: 'New' }),
    'event-type.change': () => ({ bufferAfterMinutes: 0 }),
    'slot.explain': () => ({ eventTypeId, startTime: taken }),
    'hold.make': () => ({ eventTypeId, startTime: freeHour() }),
    'booking.make': (caller) => ({
      eventTypeId,
      startTime: freeHour(),
      ...(caller === 'anonymous' || caller.startsWith('owner')
        ? { guest: { name: 'Guest', email: 'guest@example.org' } }
        : {}),
    }),
    'booking.reschedule': () => ({ startTime: freeHour() }),
    'waitlist.join': () => ({ eventTypeId, startTime: taken }),
  };

  return async (operation, caller) => {
    const isGuests = caller === 'guest' || caller === 'other guest';
    const { access, method } = operation;
    const thing = namesAThing(operation) ? await thingFor(operation, isGuests) : undefined;
    const mine = isGuests ? (thing?.guestToken ?? tokens.get('other guest')) : undefined;
    let token = caller === 'guest' ? mine : tokens.get(caller);
    // Who erases an account has it no more: that is done with one of its own.
    if (access === 'account.erase' && ACCOUNTS.some((name) => name === caller))
      token = (await open(caller as AccountName)).token;
    const path = operation.path
      .replace('{hostId}', hostId)
      .replace('{eventTypeId}', thing?.id ?? '')
      .replace('{revision}', '1')
      .replace('{id}', thing?.id ?? '');
    const query = /^(slot|availability|schedule|time-off|event-type)\.list$/.test(access)
      ? `?${access === 'slot.list' ? slotQuery() : `hostId=${hostId}`}`
      : '';
    const reading = readingOf(operation, thing?.id);
    const before = reading && (await server.send(reading, { token: owner.token })).body;
    const body =
      access === 'account.change' && operation.path.endsWith('password')
        ? { currentPassword: PASSWORD, newPassword: PASSWORD }
        : bodies[access]?.(caller);
    const answer = await server.send(`${method} ${path}${query}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    const after = reading && (await server.send(reading, { token: owner.token })).body;
    const status = answer.statusCode;
    const outcome = status === 401 || status === 403 || status === 404 ? status : 'allowed';
    return { outcome, status, isUntouched: before === after };
  };
};

/** What was made, as far as it matters here. */
interface Thing {
  readonly id: string;
  readonly accessToken: string;
  readonly guestToken: string;
  readonly secret: string;
}

/** How the owner sees whether the thing that an operation names was changed. */
const readingOf = ({ path }: Operation, id: string | undefined): string | undefined => {
  const [, collection = ''] = path.split(/[/:]/);
  if (id === undefined || collection === 'hosts') return undefined;
  switch (collection) {
    case 'holds':
      return `GET /bookings/${id}`;
    case 'time-off':
    case 'api-keys':
      return undefined;
    default:
      return `GET /${collection}/${id}`;
  }
};

/** Asks for every cell, and says what was answered otherwise than expected. */
export const faultsOfMatrix = async (
  { ask }: MatrixStage,
  operations: readonly Operation[],
): Promise<{ readonly cells: number; readonly faults: readonly string[] }> => {
  const faults: string[] = [];
  let cells = 0;
  for (const operation of operations) {
    if (operation.access === 'open') continue;
    for (const caller of CALLERS) {
      cells += 1;
      const name = `${operation.method} ${operation.path}, ${caller}`;
      const expected = expectedOutcome(operation, caller);
      const { outcome, status, isUntouched } = await ask(operation, caller);
      if (outcome !== expected) faults.push(`${name}: expected ${expected}, was answered ${status}`);
      else if (outcome !== 'allowed' && !isUntouched)
        faults.push(`${name}: answered ${status}, and changed it`);
    }
  }
  return { cells, faults };
};
