import { ANONYMOUS_CALLER, ok, type Booking, type Result } from '@slotkeeper/domain';
import { aBooking, aHost, aUser, DEFAULT_NOW, manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import { addBooker, addHost, at, madeBooking, runSql } from '../../test/stage.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

const ROUNDS = 10;

let database: TestDatabase;
let stores: readonly PostgresStore[];

beforeEach(async () => {
  database = await createTestDatabase();
  stores = [0, 1].map(() =>
    createPostgresStore({ connectionString: database.connectionString, clock: manualClock() }),
  );
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

const first = (): PostgresStore => {
  const [store] = stores;
  if (store === undefined) throw new RangeError('there is no store');
  return store;
};

/** Does the same on both servers at once, twice on each. */
const onBoth = <T>(run: (store: PostgresStore, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all([...stores, ...stores].map((store, index) => run(store, index)));

const accepted = (outcomes: readonly Result<unknown, unknown>[]): number =>
  outcomes.filter((outcome) => outcome.ok).length;

describe('two servers on one database', () => {
  it('give one next token for one token, and end the login that shows it again', async () => {
    const user = await addBooker(first());
    for (let round = 0; round < ROUNDS; round += 1) {
      const login = { id: randomUUID(), userId: user.id, createdAt: at(0), expiresAt: at(60) };
      const provenBy = 'hash';
      const begun = await first().logins.begin({ login, tokenDigest: `token ${round}`, provenBy });
      expect(begun.ok).toBe(true);
      const renewed = await onBoth(({ logins }, index) =>
        logins.renew({
          tokenDigest: `token ${round}`,
          nextDigest: `next ${round} ${index}`,
          now: at(1),
          expiresAt: at(61),
        }),
      );
      expect(accepted(renewed)).toBe(1);
      expect(await first().logins.byToken(`token ${round}`)).toBeUndefined();
    }
    expect(await runSql(database.connectionString, 'select from login_token')).toEqual([]);
  });

  it('open one account by one invitation, and one for one address, and leave nothing of the others', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const times = { createdAt: at(0), expiresAt: at(60) };
      await first().invitations.add({ id: randomUUID(), role: 'USER', ...times }, `code ${round}`);
      const invited = await onBoth(({ users }) =>
        users.add(aUser({ id: randomUUID() }), 'hash', { invitationDigest: `code ${round}` }),
      );
      const email = `same-${round}@example.org`;
      const addressed = await onBoth(({ users }) => users.add(aUser({ id: randomUUID(), email }), 'hash'));
      expect([accepted(invited), accepted(addressed)]).toEqual([1, 1]);
    }
    for (const table of ['app_user', 'calendar'])
      expect(await runSql(database.connectionString, `select from ${table}`)).toHaveLength(2 * ROUNDS);
  });

  it('answer one of a decision and an account that are asked for under one key at once', async () => {
    const host = await addHost(first());
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = { callerId: ANONYMOUS_CALLER, key: `key ${round}` };
      const outcomes = await onBoth<Result<unknown, unknown>>(({ unitOfWork, users }, index) => {
        const fingerprint = `request ${index}`;
        if (index % 2 === 0) {
          const kept = { key: { ...key, fingerprint }, answer: '1', at: DEFAULT_NOW, about: host.id };
          return users.add(aHost({ id: randomUUID() }), 'hash', { kept });
        }
        const startTime = at(round * 60 + index * 10);
        const booking = aBooking({
          id: randomUUID(),
          hostId: host.id,
          startTime,
          endTime: startTime + 60_000,
        });
        return unitOfWork.decide<Booking, never>(
          { calendars: [host.id], reading: {}, idempotency: { ...key, fingerprint } },
          () => ok(madeBooking(booking)),
        );
      });
      expect(accepted(outcomes)).toBe(1);
    }
    const [users, bookings] = await Promise.all(
      ['app_user', 'booking'].map((table) => runSql(database.connectionString, `select from ${table}`)),
    );
    expect((users?.length ?? 0) - 1 + (bookings?.length ?? 0)).toBe(ROUNDS);
  });

  it('bring nothing back of a guest that one erases while the other books and revises', async () => {
    const host = await addHost(first());
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = randomUUID();
      await first().users.admitGuest(id);
      const guest = { name: `planted ${round}`, email: 'guest@example.org', accessDigest: '00' };
      const startTime = at(round * 60);
      const booking = aBooking({ id: randomUUID(), hostId: host.id, bookerId: id, startTime, guest });
      const book = await first().unitOfWork.decide<Booking, never>(
        { calendars: [host.id], reading: {} },
        () => ok(madeBooking(booking)),
      );
      expect(book.ok).toBe(true);
      const outcomes = await onBoth<unknown>(({ unitOfWork, users }, index) =>
        index === 1
          ? users.erase(id, at(0))
          : unitOfWork.decide<Booking | null, never>(
              { calendars: [host.id], reading: { bookingId: booking.id } },
              ({ booking: found }) =>
                ok(
                  found === undefined
                    ? { answer: null, events: [] }
                    : madeBooking({ ...found, revision: found.revision + 1 }),
                ),
            ),
      );
      expect(outcomes[1]).toBe(true);
      const [booked] = await runSql<{ text: string }>(
        database.connectionString,
        `select string_agg(b::text, '') || (select string_agg(o::text, '') from outbox o) as text from booking b`,
      );
      expect(booked?.text).not.toContain(guest.name);
    }
  });
});
