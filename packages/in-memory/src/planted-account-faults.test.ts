import {
  ANONYMOUS_CALLER,
  err,
  isGood,
  ok,
  WorkingSet,
  type CalendarState,
  type Changes,
  type Clock,
  type Result,
  type Store,
} from '@slotkeeper/domain';
import { storeContract } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createInMemoryStore, createStoreOn } from './create-in-memory-store.js';
import { createIdempotencyRecords } from './idempotency-records.js';
import { createLocks } from './locks.js';
import { createLogins } from './logins.js';
import { createStoreState, type StoreState } from './store-state.js';
import { createUsers } from './users.js';

type Ports = { readonly [Name in keyof Store]?: Partial<Store[Name]> };

/** A store of which some operations are others, on a state of which some parts may be. */
const faulty = (
  clock: Clock,
  fault: (store: Store, state: StoreState) => Ports,
  spoil: (state: StoreState) => Partial<StoreState> = () => ({}),
): Store => {
  const sound = createStoreState();
  const state = { ...sound, ...spoil(sound) };
  const store = createStoreOn({ state, clock, calendarLocks: createLocks() });
  const ports = fault(store, state);
  return {
    unitOfWork: { ...store.unitOfWork, ...ports.unitOfWork },
    queries: { ...store.queries, ...ports.queries },
    users: { ...store.users, ...ports.users },
    logins: { ...store.logins, ...ports.logins },
    apiKeys: { ...store.apiKeys, ...ports.apiKeys },
    invitations: { ...store.invitations, ...ports.invitations },
    organisations: { ...store.organisations, ...ports.organisations },
    answers: { ...store.answers, ...ports.answers },
    outbox: { ...store.outbox, ...ports.outbox },
    upkeep: { ...store.upkeep, ...ports.upkeep },
  };
};

const spoilt = (clock: Clock, spoil: (state: StoreState) => Partial<StoreState>): Store =>
  faulty(clock, () => ({}), spoil);

const withAccounts = (
  clock: Clock,
  spoil: (accounts: StoreState['accounts']) => Partial<StoreState['accounts']>,
): Store => spoilt(clock, ({ accounts }) => ({ accounts: { ...accounts, ...spoil(accounts) } }));

/** A map of which nothing ever goes. */
class Keeping<K, V> extends Map<K, V> {
  override delete(): boolean {
    return false;
  }
}

/** What an erasure writes is told by no event. */
const isErasing = ({ events }: Changes<unknown>): boolean => events.length === 0;

class CancelsWhatIsErased extends WorkingSet {
  override apply(changes: Changes<unknown>): void {
    const bookings = (changes.bookings ?? []).map((booking) => ({
      ...booking,
      status: 'cancelled' as const,
    }));
    super.apply(isErasing(changes) ? { ...changes, bookings } : changes);
  }
}

class LetsNobodyLeave extends WorkingSet {
  override apply(changes: Changes<unknown>): void {
    super.apply(isErasing(changes) ? { ...changes, waitlist: [] } : changes);
  }
}

class KeepsWhatWasStated extends WorkingSet {
  override apply(changes: Changes<unknown>): void {
    super.apply(isErasing(changes) ? { ...changes, withdrawnSchedules: [], withdrawnTimeOff: [] } : changes);
  }
}

class KeepsVersions extends WorkingSet {
  override raiseVersion(): void {
    // The version stays: that is the fault.
  }
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

interface Fault {
  readonly name: string;
  readonly open: (clock: Clock) => Store;
  /** Cases that fail on it, each with what it must say. Others may fail too. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'an unknown id is that of whoever came first',
    open: (clock) =>
      faulty(clock, ({ users }, { accounts }) => ({
        users: {
          byId: async (id) => (await users.byId(id)) ?? [...accounts.people.values()][0]?.user,
        },
      })),
    caughtBy: { 'who has no account is found by neither id nor address': /by id/ },
  },
  {
    name: 'who has no password has an empty hash',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: {
          credentials: async (email, organisationId) => {
            const found = await users.credentials(email, organisationId);
            return found && { ...found, passwordHash: found.passwordHash ?? '' };
          },
        },
      })),
    caughtBy: { 'an account may have no password, and then none is found': /credentials/ },
  },
  {
    name: 'a change takes away what it does not name',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: { change: (id, change) => users.change(id, { name: '', ...change }) },
      })),
    caughtBy: {
      'of an account changes what is given, of nobody else anything, and who has none is told so': /moved/,
    },
  },
  {
    name: 'another password leaves the logins that there are',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: {
          changePassword: async ({ id, passwordHash }) =>
            (await users.change(id, { passwordHash })) ? ok(undefined) : err({ kind: 'user_unknown' }),
        },
      })),
    caughtBy: { 'another password ends all logins of its user, and of nobody else': /its login/ },
  },
  {
    name: 'a change of nobody’s account succeeds',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: { change: async (id, change) => (await users.change(id, change)) || true },
      })),
    caughtBy: {
      'of an account changes what is given, of nobody else anything, and who has none is told so': /nobody/,
    },
  },
  {
    name: 'whoever is admitted as a guest gets a new calendar',
    open: (clock) =>
      faulty(clock, (_, { calendars }) => ({
        users: {
          admitGuest: async (id, organisationId) => {
            calendars.putCalendar({ calendarId: id, ownerId: id, role: 'USER', organisationId, version: 0 });
          },
        },
      })),
    caughtBy: {
      'a guest has a calendar and no account, however often it is admitted':
        /the calendar of a host that is admitted/,
      'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too': /to a query/,
    },
  },
  {
    name: 'an invitation is for the installation itself',
    open: (clock) =>
      faulty(clock, ({ invitations }) => ({
        invitations: {
          add: (invitation, digest) => invitations.add({ ...invitation, organisationId: undefined }, digest),
        },
      })),
    caughtBy: {
      'an invitation comes back by its digest, with what was given and nothing else': /all that may be left/,
    },
  },
  {
    name: 'whether an invitation was used is looked up before the account is opened',
    open: (clock) =>
      faulty(clock, ({ users, invitations }) => ({
        users: {
          add: async (user, hash, { invitationDigest, ...opening } = {}) => {
            const invitation = await invitations.byDigest(invitationDigest ?? '');
            await turns(3);
            const isSpent = invitation === undefined || invitation.usedAt !== undefined;
            if (invitationDigest !== undefined && isSpent) return err({ kind: 'invitation_spent' });
            return users.add(user, hash, opening);
          },
        },
      })),
    caughtBy: {
      'of many who open an account with one invitation at once, one does, and it is used up': /losers/,
    },
  },
  {
    name: 'an invitation is used up by an account that is refused',
    open: (clock) =>
      faulty(clock, ({ users }, { accounts: { invitations } }) => ({
        users: {
          add: async (user, hash, opening) => {
            const added = await users.add(user, hash, opening);
            const invitation = invitations.get(opening?.invitationDigest ?? '');
            if (invitation !== undefined)
              invitations.set(opening?.invitationDigest ?? '', { ...invitation, usedAt: user.createdAt });
            return added;
          },
        },
      })),
    caughtBy: {
      'an account that is refused uses no invitation up, and without an invitation that was told there is none':
        /the invitation/,
    },
  },
  {
    name: 'subjects of an issuer are told apart whatever their capitals',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: {
          byIdentity: ({ issuer, subject }) => users.byIdentity({ issuer, subject: subject.toLowerCase() }),
        },
      })),
    caughtBy: {
      'an outside identity leads to the account that was opened with it; of many at once, one is':
        /another identity leads/,
    },
  },
  {
    name: 'a token that was taken leads to no login any more',
    open: (clock) =>
      faulty(clock, ({ logins }, { accounts }) => ({
        logins: {
          byToken: async (digest) =>
            accounts.loginTokens.get(digest)?.taken === true ? undefined : logins.byToken(digest),
        },
      })),
    caughtBy: {
      'a login is found by its tokens, and each renewal gives it another end': /by the token that was taken/,
    },
  },
  {
    name: 'a token that is shown again is refused, and its login goes on',
    open: (clock) =>
      faulty(clock, ({ logins }, { accounts }) => ({
        logins: {
          renew: async (renewal) =>
            accounts.loginTokens.get(renewal.tokenDigest)?.taken === true
              ? err({ kind: 'token_refused', reason: 'reused' })
              : logins.renew(renewal),
        },
      })),
    caughtBy: {
      'a token that is shown again ends its login, and no other': /by first/,
      'of many who show one token at once, one gets the next, and the others end the login':
        /how many ended the login/,
    },
  },
  {
    name: 'a token is good as often as it is shown',
    open: (clock) =>
      faulty(clock, ({ logins }, { accounts }) => ({
        logins: {
          renew: (renewal) => {
            const token = accounts.loginTokens.get(renewal.tokenDigest);
            if (token !== undefined) token.taken = false;
            return logins.renew(renewal);
          },
        },
      })),
    caughtBy: {
      'a token that is shown again ends its login, and no other': /the first, again/,
      'of many who show one token at once, one gets the next, and the others end the login':
        /how many were refused/,
    },
  },
  {
    name: 'a token is good at the instant at which it expires',
    open: (clock) =>
      faulty(clock, ({ logins }) => ({
        logins: { renew: (renewal) => logins.renew({ ...renewal, now: renewal.now - 1_000 }) },
      })),
    caughtBy: {
      'a token that has expired, and one that nobody was given, are refused and change nothing': /at its end/,
    },
  },
  {
    name: 'of a user’s logins none ends',
    open: (clock) => faulty(clock, () => ({ logins: { endAllOf: () => Promise.resolve() } })),
    caughtBy: {
      'a login ends by whatever token of it, and all of a user’s end together': /every login/,
    },
  },
  {
    name: 'a login ends by the token that is good now, and by none before it',
    open: (clock) =>
      faulty(clock, ({ logins }, { accounts }) => ({
        logins: {
          end: async (digest) => {
            if (accounts.loginTokens.get(digest)?.taken !== true) await logins.end(digest);
          },
        },
      })),
    caughtBy: {
      'a login ends by whatever token of it, and all of a user’s end together': /what was ended/,
    },
  },
  {
    name: 'a login begins, whatever it rests on',
    open: (clock) =>
      faulty(clock, ({ logins }, { accounts }) => ({
        logins: {
          begin: (beginning) => {
            const now = accounts.people.get(beginning.login.userId)?.passwordHash;
            return logins.begin({ ...beginning, provenBy: now ?? beginning.provenBy });
          },
        },
      })),
    caughtBy: {
      'a login that rests on what is not its user’s password, or on that of nobody, does not begin':
        /another hash/,
      'what is refused keeps no answer, and its key is unused': /the refusal/,
    },
  },
  {
    name: 'the password is compared, and then the login begins',
    open: (clock) =>
      faulty(clock, (_, { accounts }) => ({
        logins: {
          begin: async (beginning) => {
            const { login, provenBy, tokenDigest } = beginning;
            if (accounts.people.get(login.userId)?.passwordHash !== provenBy)
              return err({ kind: 'proof_outdated' });
            await turns(3);
            accounts.logins.set(login.id, login);
            accounts.loginTokens.set(tokenDigest, { loginId: login.id, taken: false });
            return ok(undefined);
          },
        },
      })),
    caughtBy: {
      'no login by the password that was is left by a change of it, whatever begins at once':
        /a login by the password that was/,
      'of who is erased no login is left, whatever begins or is renewed at once': /a login of who is erased/,
    },
  },
  {
    name: 'a login of nobody throws',
    open: (clock) =>
      faulty(clock, ({ logins, users }) => ({
        logins: {
          begin: async (beginning) => {
            if ((await users.byId(beginning.login.userId)) === undefined)
              throw new RangeError('there is no user');
            return logins.begin(beginning);
          },
        },
      })),
    caughtBy: {
      'a login that rests on what is not its user’s password, or on that of nobody, does not begin':
        /there is no user/,
    },
  },
  {
    name: 'API keys are counted, and then one is added',
    open: (clock) =>
      faulty(clock, ({ apiKeys }) => ({
        apiKeys: {
          add: async (addition) => {
            const { apiKey, limit, now } = addition;
            const good = (await apiKeys.of(apiKey.userId)).filter((key) => isGood(key, now));
            if (good.length >= limit) return err({ kind: 'api_keys_at_limit' });
            await turns(3);
            return apiKeys.add({ ...addition, limit: Number.POSITIVE_INFINITY });
          },
        },
      })),
    caughtBy: {
      'of many who add API keys at once, only so many do, and who sends one again is told that it is there':
        /who was refused/,
    },
  },
  {
    name: 'the bound of API keys is looked at before the key of the request',
    open: (clock) =>
      faulty(clock, ({ apiKeys }, { records }) => ({
        apiKeys: {
          add: async ({ kept, ...addition }) => {
            const added = await apiKeys.add(addition);
            if (added.ok && kept !== undefined) records.write(kept.key, kept);
            return added;
          },
        },
      })),
    caughtBy: {
      'of many who add API keys at once, only so many do, and who sends one again is told that it is there':
        /sent again and again/,
    },
  },
  {
    name: 'an API key that is good for nothing counts',
    open: (clock) =>
      faulty(clock, ({ apiKeys }) => ({
        apiKeys: { add: (addition) => apiKeys.add({ ...addition, now: Number.NEGATIVE_INFINITY }) },
      })),
    caughtBy: {
      'a user has so many API keys that are good, and no more; nobody has none': /once one has expired/,
    },
  },
  {
    name: 'whether there is a user is looked up before its API key is added',
    open: (clock) =>
      faulty(clock, ({ users }, { accounts }) => ({
        apiKeys: {
          add: async ({ apiKey, digest }) => {
            if ((await users.byId(apiKey.userId)) === undefined) return err({ kind: 'user_unknown' });
            await turns(3);
            accounts.apiKeys.set(apiKey.id, apiKey);
            accounts.apiKeyIdsByDigest.set(digest, apiKey.id);
            return ok(undefined);
          },
        },
      })),
    caughtBy: {
      'of who is erased no API key is left, whatever is added at once': /the keys of who is erased/,
    },
  },
  {
    name: 'API keys are listed in any order',
    open: (clock) =>
      faulty(clock, ({ apiKeys }) => ({
        apiKeys: { of: async (userId) => (await apiKeys.of(userId)).toReversed() },
      })),
    caughtBy: {
      'an API key comes back by its digest, with its user, and in the list of the user’s keys':
        /in order of id/,
    },
  },
  {
    name: 'an API key is revoked by whoever knows its id',
    open: (clock) =>
      faulty(clock, ({ apiKeys }, { accounts }) => ({
        apiKeys: {
          revoke: (userId, id, at) => apiKeys.revoke(accounts.apiKeys.get(id)?.userId ?? userId, id, at),
        },
      })),
    caughtBy: { 'an API key is revoked by its user alone, once and for all': /by another/ },
  },
  {
    name: 'revoking an API key again moves the instant',
    open: (clock) =>
      faulty(clock, ({ apiKeys }, { accounts }) => ({
        apiKeys: {
          revoke: (userId, id, at) => {
            const apiKey = accounts.apiKeys.get(id);
            if (apiKey !== undefined) accounts.apiKeys.set(id, { ...apiKey, revokedAt: undefined });
            return apiKeys.revoke(userId, id, at);
          },
        },
      })),
    caughtBy: { 'an API key is revoked by its user alone, once and for all': /revoked again/ },
  },
  {
    name: 'the use of an API key that is noted last is the last',
    open: (clock) =>
      faulty(clock, (_, { accounts }) => ({
        apiKeys: {
          noteUse: async (id, at) => {
            const apiKey = accounts.apiKeys.get(id);
            if (apiKey !== undefined) accounts.apiKeys.set(id, { ...apiKey, lastUsedAt: at });
          },
        },
      })),
    caughtBy: {
      'of the uses of an API key the last is kept, in whatever order they are noted': /a use in minute 3/,
    },
  },
  {
    name: 'an answer that was kept for nobody in particular is found by everybody',
    open: (clock) =>
      faulty(clock, ({ answers }) => ({
        answers: {
          find: async (key) =>
            (await answers.find(key)) ?? answers.find({ ...key, callerId: ANONYMOUS_CALLER }),
        },
      })),
    caughtBy: {
      'an answer that is kept along with something is found under its caller and key, and there alone':
        /another caller/,
    },
  },
  {
    name: 'an answer comes back with its members in another order',
    open: (clock) =>
      faulty(clock, ({ answers }) => ({
        answers: {
          find: async (key) => {
            const kept = await answers.find(key);
            const value: unknown = kept && JSON.parse(kept.answer);
            if (kept === undefined || typeof value !== 'object' || value === null) return kept;
            return {
              ...kept,
              answer: JSON.stringify(Object.fromEntries(Object.entries(value).toReversed())),
            };
          },
        },
      })),
    caughtBy: {
      'an answer that is kept along with something is found under its caller and key, and there alone':
        /the answer/,
    },
  },
  {
    name: 'an account is opened, and then its key is found to be taken',
    open: (clock) =>
      faulty(clock, ({ users, answers }) => ({
        users: {
          add: async (user, hash, opening = {}) => {
            const { kept } = opening;
            const earlier = kept && (await answers.find(kept.key));
            if (earlier === undefined) return users.add(user, hash, opening);
            await users.add(user, hash, { ...opening, kept: undefined });
            return err({ kind: 'key_taken' });
          },
        },
      })),
    caughtBy: {
      'where a key is taken nothing is done, whoever took it: a decision or anything else that keeps answers':
        /opening an account, after/,
    },
  },
  {
    name: 'what is refused is kept',
    open: (clock) =>
      faulty(clock, ({ users }, { records }) => ({
        users: {
          add: async (user, hash, opening) => {
            const added = await users.add(user, hash, opening);
            const { kept } = opening ?? {};
            if (!added.ok && kept !== undefined) records.write(kept.key, kept);
            return added;
          },
        },
      })),
    caughtBy: { 'what is refused keeps no answer, and its key is unused': /after email_taken/ },
  },
  {
    name: 'a token is looked at before the key of the request',
    open: (clock) =>
      faulty(clock, ({ logins }, { records }) => ({
        logins: {
          renew: async ({ kept, ...renewal }) => {
            const renewed = await logins.renew(renewal);
            if (renewed.ok && kept !== undefined) records.write(kept.key, kept);
            return renewed;
          },
        },
      })),
    caughtBy: {
      'a token that is shown again under the key that it was taken with ends nothing': /the others/,
    },
  },
  {
    name: 'decisions and logins keep their answers apart',
    open: (clock) =>
      faulty(clock, (_, state) => ({
        logins: createLogins({ ...state, records: createIdempotencyRecords() }),
      })),
    caughtBy: {
      'where a key is taken nothing is done, whoever took it: a decision or anything else that keeps answers':
        /beginning a login under a key that is taken/,
      'of a decision and others with one key at once, one is done': /how many were accepted/,
    },
  },
  {
    name: 'a decision that is under way does not keep others from its key',
    open: (clock) =>
      faulty(clock, (_, state) => ({
        logins: createLogins({ ...state, keyLocks: createLocks() }),
        users: createUsers({ ...state, keyLocks: createLocks() }, createLocks()),
      })),
    caughtBy: { 'of a decision and others with one key at once, one is done': /how many were/ },
  },
  {
    name: 'a booking forgets its guest',
    open: (clock) =>
      faulty(clock, ({ queries }) => ({
        queries: {
          booking: async (id) => {
            const booking = await queries.booking(id);
            return booking && { ...booking, guest: undefined };
          },
        },
      })),
    caughtBy: {
      'what a booking keeps of its guest comes back wherever the booking does, until a revision leaves it out':
        /by id/,
    },
  },
  {
    name: 'organisations are listed in the order in which they were added',
    open: (clock) =>
      faulty(clock, (_, { accounts }) => ({
        organisations: { all: async () => [...accounts.organisations.values()] },
      })),
    caughtBy: { 'organisations come back by id, and all of them in order of id': /all/ },
  },
  {
    name: 'who is not found in an organisation is looked for in the installation itself',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: {
          credentials: async (email, organisationId) =>
            (await users.credentials(email, organisationId)) ?? users.credentials(email),
        },
      })),
    caughtBy: {
      'one address may have an account in each organisation, and is found in that alone':
        /in an empty organisation/,
    },
  },
  {
    name: 'an address is one account’s in the installation itself only',
    open: (clock) =>
      faulty(clock, ({ users }, { accounts }) => ({
        users: {
          add: (user, hash, opening) => {
            if (user.organisationId !== undefined) accounts.idsByEmail.clear();
            return users.add(user, hash, opening);
          },
        },
      })),
    caughtBy: {
      'of many who open an account with one address in one organisation at once, one gets it': /winners/,
    },
  },
  {
    name: 'hosts are listed whatever their organisation',
    open: (clock) =>
      faulty(clock, (_, { accounts }) => ({
        users: {
          hosts: async ({ limit, afterId = '' }) => {
            const all = [...accounts.people.values()].map(({ user }) => user);
            const rest = all.filter(({ id, role }) => role === 'HOST' && id > afterId);
            return { items: rest.slice(0, limit), hasMore: rest.length > limit };
          },
        },
      })),
    caughtBy: {
      'hosts are listed by organisation, page by page': /the first page/,
      'the ports of an organisation know its own people and nobody else': /hosts/,
    },
  },
  {
    name: 'calendars forget to which organisation they belong',
    open: (clock) =>
      faulty(clock, ({ queries }) => ({
        queries: {
          calendar: async (id, reading) => {
            const state = await queries.calendar(id, reading);
            if (state === undefined) return undefined;
            const { organisationId: _, ...rest } = state;
            return rest;
          },
        },
      })),
    caughtBy: {
      'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too': /to a query/,
      'whatever is asked for, the ports of an organisation show its own and nothing of another':
        /the calendar of the host, another organisation’s/,
    },
  },
  {
    name: 'everybody belongs to the installation itself',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: { membership: async (id) => (await users.membership(id)) && {} },
      })),
    caughtBy: {
      'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too': /belongs/,
      'whatever is asked for, the ports of an organisation show its own and nothing of another':
        /what has lapsed/,
      'the ports of an organisation know its own people and nobody else': /where a host belongs/,
    },
  },
  {
    name: 'decisions are not told to which organisation calendars belong',
    open: (clock) =>
      faulty(clock, ({ unitOfWork }) => ({
        unitOfWork: {
          decide: (request, decision) =>
            unitOfWork.decide(request, (locked) => {
              const calendars = new Map<string, CalendarState>();
              for (const [id, state] of locked.calendars) {
                const { organisationId: _, ...rest } = state;
                calendars.set(id, rest);
              }
              return decision({ ...locked, calendars });
            }),
        },
      })),
    caughtBy: {
      'a decision of an organisation sees its own calendars and what is on them, and nothing of another':
        /calendars/,
      'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too': /under lock/,
    },
  },
  {
    name: 'a guest belongs to the installation itself',
    open: (clock) => faulty(clock, ({ users }) => ({ users: { admitGuest: (id) => users.admitGuest(id) } })),
    caughtBy: {
      'who is added through the ports of an organisation belongs to it': /where it belongs/,
      'a calendar tells to which organisation it belongs, whoever asks, and a guest’s too': /to a query/,
    },
  },
  {
    name: 'erasure leaves names and notes in the outbox',
    open: (clock) =>
      spoilt(clock, ({ ledger }) => ({ ledger: { ...ledger, rewriteEvents: () => undefined } })),
    caughtBy: {
      'of a host that is erased nothing is found anywhere, and of everybody else everything': /still found/,
      'of a user that is erased nothing is found anywhere, and of everybody else everything': /still found/,
      'of a guest that is erased nothing is found anywhere, and of everybody else everything': /still found/,
      'decisions at once with an erasure bring nothing back': /still found/,
    },
  },
  {
    name: 'erasure leaves notes in the history',
    open: (clock) =>
      spoilt(clock, ({ ledger }) => ({ ledger: { ...ledger, rewriteHistory: () => undefined } })),
    caughtBy: {
      'of a user that is erased nothing is found anywhere, and of everybody else everything':
        /still found: planted note/,
      'where a user is erased, bookings keep their times, states and ids, and so do history and outbox':
        /histories/,
    },
  },
  {
    name: 'erasure leaves answers that were given',
    open: (clock) => spoilt(clock, ({ records }) => ({ records: { ...records, erase: () => undefined } })),
    caughtBy: {
      'of a host that is erased nothing is found anywhere, and of everybody else everything': /still found/,
      'of a user that is erased nothing is found anywhere, and of everybody else everything': /still found/,
      'of a guest that is erased nothing is found anywhere, and of everybody else everything': /still found/,
    },
  },
  {
    name: 'erasure takes all answers away, whosever they are',
    open: (clock) =>
      spoilt(clock, ({ records }) => ({
        records: { ...records, erase: () => void records.prune(Number.POSITIVE_INFINITY, 1_000) },
      })),
    caughtBy: {
      'of a user that is erased nothing is found anywhere, and of everybody else everything':
        /no longer found/,
    },
  },
  {
    name: 'erasure leaves the names of event types that were',
    open: (clock) =>
      spoilt(clock, ({ eventTypeRevisions }) => ({
        eventTypeRevisions: { ...eventTypeRevisions, rewrite: () => undefined },
      })),
    caughtBy: {
      'of a host that is erased nothing is found anywhere, and of everybody else everything':
        /still found: planted offer/,
      'where a host is erased, bookings keep their times, states and ids, and so do history and outbox':
        /the terms that bookings were made on/,
    },
  },
  {
    name: 'erasure takes the names of everybody’s event types',
    open: (clock) =>
      faulty(clock, ({ users }, { eventTypeRevisions, accounts }) => ({
        users: {
          erase: async (id, at) => {
            for (const hostId of accounts.people.keys())
              eventTypeRevisions.rewrite(hostId, (eventType) => ({ ...eventType, name: '' }));
            return users.erase(id, at);
          },
        },
      })),
    caughtBy: {
      'where a guest is erased, bookings keep their times, states and ids, and so do history and outbox':
        /what is stated/,
    },
  },
  {
    name: 'erasure leaves what a host has stated',
    open: (clock) => spoilt(clock, () => ({ calendars: new KeepsWhatWasStated() })),
    caughtBy: {
      'of a host that is erased nothing is found anywhere, and of everybody else everything':
        /still found: planted hours/,
    },
  },
  {
    name: 'erasure leaves the address taken',
    open: (clock) => withAccounts(clock, () => ({ idsByEmail: new Keeping() })),
    caughtBy: { 'the address and the identity of who was erased may have an account again': /opened anew/ },
  },
  {
    name: 'erasure leaves the outside identity taken',
    open: (clock) => withAccounts(clock, () => ({ idsByIdentity: new Keeping() })),
    caughtBy: { 'the address and the identity of who was erased may have an account again': /opened anew/ },
  },
  {
    name: 'erasure leaves invitations to the address',
    open: (clock) => withAccounts(clock, () => ({ invitations: new Keeping() })),
    caughtBy: {
      'of a guest that is erased nothing is found anywhere, and of everybody else everything':
        /still found: PLANTED/,
      'of whom nothing is known nothing can be erased, and other organisations keep what they have':
        /an invitation to the address/,
    },
  },
  {
    name: 'erasure takes invitations to the address in every organisation',
    open: (clock) =>
      faulty(clock, ({ users }, { accounts }) => ({
        users: {
          erase: (id, at) => {
            accounts.invitations.clear();
            return users.erase(id, at);
          },
        },
      })),
    caughtBy: {
      'of whom nothing is known nothing can be erased, and other organisations keep what they have':
        /another organisation’s invitation/,
    },
  },
  {
    name: 'erasure leaves logins and keys',
    open: (clock) => withAccounts(clock, () => ({ logins: new Keeping(), loginTokens: new Keeping() })),
    caughtBy: {
      'of a user that is erased nothing is found anywhere, and of everybody else everything': /the login/,
    },
  },
  {
    name: 'erasure of nobody succeeds',
    open: (clock) =>
      faulty(clock, ({ users }) => ({
        users: { erase: async (id, at) => (await users.erase(id, at)) || true },
      })),
    caughtBy: {
      'of whom nothing is known nothing can be erased, and other organisations keep what they have': /nobody/,
    },
  },
  {
    name: 'erasure cancels bookings',
    open: (clock) => spoilt(clock, () => ({ calendars: new CancelsWhatIsErased() })),
    caughtBy: {
      'where a guest is erased, bookings keep their times, states and ids, and so do history and outbox':
        /bookings/,
    },
  },
  {
    name: 'who was erased waits on',
    open: (clock) => spoilt(clock, () => ({ calendars: new LetsNobodyLeave() })),
    caughtBy: {
      'where a user is erased, bookings keep their times, states and ids, and so do history and outbox':
        /who waits/,
    },
  },
  {
    name: 'erasure leaves calendars at their versions',
    open: (clock) => spoilt(clock, () => ({ calendars: new KeepsVersions() })),
    caughtBy: {
      'where a host is erased, bookings keep their times, states and ids, and so do history and outbox':
        /version/,
      'where a user is erased, bookings keep their times, states and ids, and so do history and outbox':
        /version/,
    },
  },
  {
    name: 'erasure takes no lock',
    open: (clock) =>
      faulty(clock, (_, state) => ({ users: { erase: createUsers(state, createLocks()).erase } })),
    caughtBy: { 'decisions at once with an erasure bring nothing back': /still found/ },
  },
  {
    name: 'an event’s place in the outbox is its version',
    open: (clock) =>
      faulty(clock, ({ queries }) => ({
        queries: {
          events: async (id, { afterVersion, limit }) =>
            (await queries.events(id, { afterVersion: 0, limit: 1_000 })).slice(
              afterVersion,
              afterVersion + limit,
            ),
        },
      })),
    caughtBy: {
      'after an erasure the events of a calendar go on, in order, up to its version': /events after version/,
    },
  },
  {
    name: 'what is thrown away is thrown away all at once',
    open: (clock) =>
      faulty(clock, ({ upkeep }) => ({
        upkeep: { prune: (bounds) => upkeep.prune({ ...bounds, limit: 1_000 }) },
      })),
    caughtBy: { 'what nobody needs any longer goes, so many at a time, and nothing else does': /each time/ },
  },
  {
    name: 'an answer goes that was kept at the bound',
    open: (clock) =>
      faulty(clock, ({ upkeep }) => ({
        upkeep: {
          prune: (bounds) => upkeep.prune({ ...bounds, answersBefore: bounds.answersBefore + 1_000 }),
        },
      })),
    caughtBy: { 'what nobody needs any longer goes, so many at a time, and nothing else does': /each time/ },
  },
];

const PATIENCE_MS = 5_000;

const casesOf = (open: (clock: Clock) => Store) =>
  storeContract(async (clock) => ({ store: open(clock), teardown: async () => {} }), {
    patienceMs: PATIENCE_MS,
  });

/** The cases about accounts, and about whatever came with them: from the first of them on. */
const FIRST = 'an account may have no password, and then none is found';

const outcomeOf = async (run: () => Promise<void>): Promise<Result<void, string>> =>
  run().then(
    () => ok(undefined),
    (reason: unknown) => err(String(reason)),
  );

describe('the contract of accounts, tenants and erasure', () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('is broken where %s', async (_, fault) => {
    const cases = casesOf(fault.open);
    for (const [name, message] of Object.entries(fault.caughtBy)) {
      const found = cases.find((one) => one.name === name);
      const outcome = found && (await outcomeOf(found.run));
      expect(outcome?.ok === false ? outcome.error : `${name}: passed, or is no case`).toMatch(message);
    }
  });

  it('has no case that no fault breaks', () => {
    const names = casesOf((clock) => createInMemoryStore({ clock })).map(({ name }) => name);
    const ours = names.slice(names.indexOf(FIRST));
    const caught = new Set(FAULTS.flatMap(({ caughtBy }) => Object.keys(caughtBy)));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((name) => !caught.has(name))).toEqual([]);
  });
});
