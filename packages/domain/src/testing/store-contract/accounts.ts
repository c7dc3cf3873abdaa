import { err, ok } from '../../result.js';
import { aHost, aUser } from '../builders.js';
import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  at,
  between,
  bookingOf,
  calendarOf,
  emptyCalendar,
  EVERYTHING,
  seenUnderLock,
  storeBookings,
} from './stage.js';

/** Addresses with others that name the same mailbox, capitalised in ways that databases and languages disagree about. */
const SAME_MAILBOX: readonly (readonly [string, string])[] = [
  ['ada@example.org', 'ADA@Example.ORG'],
  ['ärger@example.org', 'ÄRGER@example.org'],
  ['σίσυφος@example.org', 'ΣΊΣΥΦΟΣ@example.org'],
  ['kelvin@example.org', '\u212Aelvin@example.org'],
];

/** Rules about the people who have accounts. */
export const ACCOUNTS: readonly ContractRule[] = [
  {
    name: 'everybody gets a calendar with the account, empty and of version 0',
    check: async (stage) => {
      for (const user of [await addHost(stage), await addBooker(stage)]) {
        expectEqual(
          await calendarOf(stage, user.id),
          emptyCalendar(user),
          `the calendar, its owner a ${user.role}`,
        );
        const seen = await seenUnderLock(stage, { calendars: [user.id], reading: EVERYTHING });
        expectEqual([...seen.calendars.values()], [emptyCalendar(user)], 'the calendar under lock');
      }
    },
  },
  {
    name: 'no two accounts have one address, however it is capitalised, and the second leaves nothing',
    check: async (stage) => {
      const { users, queries } = stage.store;
      for (const [address, same] of SAME_MAILBOX) {
        const first = await addHost(stage, { email: address });
        const second = aHost({ id: stage.ids.next(), email: same });
        expectEqual(
          await users.add(second, 'another hash'),
          err({ kind: 'email_taken' }),
          `${same} after ${address}`,
        );
        expectEqual(await users.byId(second.id), undefined, 'the second account');
        expectEqual(await queries.calendar(second.id, EVERYTHING), undefined, 'its calendar');
        expectEqual(
          await users.credentials(same),
          { user: first, passwordHash: `hash of ${first.id}` },
          'credentials',
        );
      }
      expectEqual((await users.hosts({ limit: 50 })).items.length, SAME_MAILBOX.length, 'hosts');
    },
  },
  {
    name: 'of many who open an account with one address at once, one gets it',
    check: async (stage) => {
      const { users } = stage.store;
      const wanted = ['race@example.org', 'RACE@example.org', 'Race@Example.org', 'racE@example.org'].flatMap(
        (email) => [aHost({ id: stage.ids.next(), email }), aUser({ id: stage.ids.next(), email })],
      );
      const outcomes = await Promise.all(wanted.map((user) => users.add(user, `hash of ${user.id}`)));
      const [winner, ...others] = wanted.filter((_, index) => outcomes[index]?.ok === true);
      expectEqual(others, [], 'winners beside the first');
      for (const outcome of outcomes)
        if (!outcome.ok) expectEqual(outcome, err({ kind: 'email_taken' }), 'refusal');
      expectEqual((await users.credentials('race@example.org'))?.user, winner, 'the account');
      for (const user of wanted)
        expectEqual(await users.byId(user.id), user === winner ? user : undefined, 'by id');
    },
  },
  {
    name: 'addresses that differ in more than capitals are different accounts',
    check: async (stage) => {
      const addresses = [
        'ada@example.org',
        'ada+1@example.org',
        'a.da@example.org',
        'ada@example.com',
        'äda@example.org',
        'ada_@example.org',
        'ada%@example.org',
      ];
      for (const email of addresses) await addBooker(stage, { email });
      for (const email of addresses) {
        expectEqual(
          (await stage.store.users.credentials(email))?.user.email,
          email,
          'the address of the account',
        );
      }
    },
  },
  {
    name: 'an account may have no password, and then none is found',
    check: async (stage) => {
      const user = aUser({ id: stage.ids.next() });
      expectEqual(await stage.store.users.add(user, undefined), ok(undefined), 'without a password');
      const found = await stage.store.users.credentials(user.email);
      expectEqual(found, { user, passwordHash: undefined }, 'credentials');
      expectEqual(found?.passwordHash, undefined, 'the hash');
      await stage.store.users.change(user.id, { passwordHash: 'a hash' });
      expectEqual(
        await stage.store.users.credentials(user.email),
        { user, passwordHash: 'a hash' },
        'once it has one',
      );
    },
  },
  {
    name: 'another password ends all logins of its user, and of nobody else',
    check: async (stage) => {
      const { users, logins } = stage.store;
      const [user, other] = [await addHost(stage), await addHost(stage)];
      for (const { id } of [user, other]) {
        const login = { id: stage.ids.next(), userId: id, createdAt: at(0), expiresAt: at(60) };
        const begun = await logins.begin({
          login,
          tokenDigest: `token of ${id}`,
          provenBy: `hash of ${id}`,
        });
        expectEqual(begun, ok(undefined), 'a login');
      }
      const change = { id: user.id, passwordHash: 'another' };
      expectEqual(await users.changePassword(change), ok(undefined), 'another password');
      expectEqual(await users.credentials(user.email), { user, passwordHash: 'another' }, 'credentials');
      expectEqual(await logins.byToken(`token of ${user.id}`), undefined, 'its login');
      expectEqual((await logins.byToken(`token of ${other.id}`))?.userId, other.id, 'the login of another');
      const hash = `hash of ${other.id}`;
      expectEqual((await users.credentials(other.email))?.passwordHash, hash, 'the password of another');
      const nobody = await users.changePassword({ ...change, id: stage.ids.next() });
      expectEqual(nobody, err({ kind: 'user_unknown' }), 'nobody');
    },
  },
  {
    name: 'of an account changes what is given, of nobody else anything, and who has none is told so',
    check: async (stage) => {
      const { users } = stage.store;
      const [user, other] = [await addHost(stage), await addHost(stage)];
      const hash = `hash of ${user.id}`;
      expectEqual(await users.change(user.id, { name: 'Grace Hopper' }), true, 'another name');
      const renamed = { ...user, name: 'Grace Hopper' };
      expectEqual(await users.credentials(user.email), { user: renamed, passwordHash: hash }, 'renamed');
      expectEqual(await users.change(user.id, { timeZone: 'Asia/Tokyo' }), true, 'another zone');
      const moved = { ...renamed, timeZone: 'Asia/Tokyo' };
      expectEqual(await users.byId(user.id), moved, 'moved');
      expectEqual(await users.change(user.id, { passwordHash: 'new' }), true, 'another password');
      expectEqual(await users.credentials(user.email), { user: moved, passwordHash: 'new' }, 'all of it');
      expectEqual(await users.change(user.id, {}), true, 'nothing');
      expectEqual(await users.byId(user.id), moved, 'after a change of nothing');
      const hosts = (await users.hosts({ limit: 5 })).items.map(({ name, timeZone }) => ({ name, timeZone }));
      const expected = [moved, other].map(({ name, timeZone }) => ({ name, timeZone }));
      expectEqual(hosts, expected, 'hosts');
      expectEqual(await users.byId(other.id), other, 'the other');
      expectEqual(await users.change(stage.ids.next(), { name: 'Nobody' }), false, 'nobody');
    },
  },
  {
    name: 'a guest has a calendar and no account, however often it is admitted',
    check: async (stage) => {
      const { users } = stage.store;
      const host = await addHost(stage);
      const guest = { id: stage.ids.next(), role: 'USER' } as const;
      expectEqual(await users.membership(guest.id), undefined, 'before');
      await Promise.all([users.admitGuest(guest.id), users.admitGuest(guest.id)]);
      expectEqual(await calendarOf(stage, guest.id), emptyCalendar(guest), 'its calendar');
      const booking = bookingOf(stage, host, aUser(guest), between(0, 30));
      await storeBookings(stage, host, [booking]);
      await users.admitGuest(guest.id);
      await users.admitGuest(host.id);
      expectEqual((await calendarOf(stage, guest.id)).bookings, [booking], 'once it has booked');
      const { role, version } = await calendarOf(stage, host.id);
      expectEqual({ role, version }, { role: 'HOST', version: 1 }, 'the calendar of a host that is admitted');
      expectEqual(await users.byId(guest.id), undefined, 'by id');
      expectEqual(await users.membership(guest.id), {}, 'where it belongs');
    },
  },
  {
    name: 'who has no account is found by neither id nor address',
    check: async (stage) => {
      await addBooker(stage);
      expectEqual(await stage.store.users.byId(stage.ids.next()), undefined, 'by id');
      expectEqual(await stage.store.users.credentials('nobody@example.org'), undefined, 'by address');
      expectEqual(await stage.store.users.hosts({ limit: 5 }), { items: [], hasMore: false }, 'hosts');
    },
  },
];
