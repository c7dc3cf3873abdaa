import { SECOND_MS, type User, type UserId } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay, type BookedDay } from '../../test/booked-day.js';
import { createTestServer, type TestServerOptions } from '../../test/test-server.js';
import { knownAccounts, REMEMBERED_MS } from './known-accounts.js';

const NOTE = 'call me on the 14th floor';

const createUsers = (...ids: readonly UserId[]) => {
  const there = new Set(ids);
  const asked: UserId[] = [];
  const byId = async (id: UserId): Promise<User | undefined> => {
    asked.push(id);
    const user = { id, email: `${id}@example.com`, name: id, role: 'USER', timeZone: 'UTC', createdAt: 0 };
    return there.has(id) ? (user as User) : undefined;
  };
  return { there, asked, byId };
};

describe('an account', () => {
  it('is looked up once in ten seconds, and once it is gone no later than that', async () => {
    const [users, clock] = [createUsers('ada'), manualClock()];
    const { has } = knownAccounts({ users, clock });
    expect([await has('ada'), await has('ada')]).toEqual([true, true]);
    users.there.delete('ada');
    clock.advance(REMEMBERED_MS - SECOND_MS);
    expect(await has('ada')).toBe(true);
    expect(users.asked).toEqual(['ada']);
    clock.advance(SECOND_MS);
    expect(await has('ada')).toBe(false);
  });

  it('that is not there is looked up each time', async () => {
    const users = createUsers();
    const { has } = knownAccounts({ users, clock: manualClock() });
    expect(await has('ada')).toBe(false);
    users.there.add('ada');
    expect(await has('ada')).toBe(true);
  });

  it('that may be gone is looked up at once, also where it was just being looked up', async () => {
    const users = createUsers('ada');
    const { has, forget } = knownAccounts({ users, clock: manualClock() });
    const looking = has('ada');
    users.there.delete('ada');
    forget('ada');
    expect(await looking).toBe(true);
    expect(await has('ada')).toBe(false);
  });

  it('is forgotten where others are asked for, the one that was not for the longest', async () => {
    const users = createUsers('ada', 'bob', 'cy');
    const { has } = knownAccounts({ users, clock: manualClock() }, 2);
    for (const id of ['ada', 'bob', 'ada', 'cy', 'ada', 'bob']) expect(await has(id)).toBe(true);
    expect(users.asked).toEqual(['ada', 'bob', 'cy', 'bob']);
  });

  it('is looked up where the clock was set back', async () => {
    const [users, clock] = [createUsers('ada'), manualClock()];
    const { has } = knownAccounts({ users, clock });
    await has('ada');
    clock.advance(-SECOND_MS);
    await has('ada');
    expect(users.asked).toHaveLength(2);
  });
});

describe('the access token of somebody who was erased', () => {
  const cancelWithNote = (day: BookedDay, id: string) =>
    day.send(`POST /bookings/${id}/cancel`, { token: day.user.token, body: { reason: NOTE } });

  it('writes nothing more: not a booking, not a note', async () => {
    const day = await createBookedDay();
    const { id } = await day.book(at('10:00'));
    expect((await day.send('DELETE /users/me', { token: day.user.token })).statusCode).toBe(200);
    const body = { hostId: day.host.id, startTime: at('11:00') };
    const answers = [
      await day.send('POST /bookings', { token: day.user.token, body }),
      await cancelWithNote(day, id),
    ];
    for (const answer of answers) {
      expect(answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    }
    expect(await day.store.queries.booking(id)).toMatchObject({ status: 'confirmed' });
    expect(JSON.stringify(await day.store.queries.events(day.host.id, ALL_EVENTS))).not.toContain(NOTE);
  });

  it('states no hours', async () => {
    const { send, host } = await createBookedDay();
    await send('DELETE /users/me', { token: host.token });
    const stated = await send('POST /schedules', {
      token: host.token,
      body: {
        hostId: host.id,
        name: 'Evenings',
        timeZone: 'Europe/Berlin',
        weekly: [{ days: ['MO'], start: '18:00', end: '20:00' }],
      },
    });
    expect(stated.statusCode).toBe(401);
  });

  it('is refused after ten seconds where another server has erased', async () => {
    const { send, register, store, clock } = await createTestServer();
    const { token, id } = await register('USER');
    const ask = async () => (await send('GET /bookings', { token })).statusCode;
    expect(await ask()).toBe(200);
    await store.users.erase(id, clock.now());
    clock.advance(REMEMBERED_MS - SECOND_MS);
    expect(await ask()).toBe(200);
    clock.advance(SECOND_MS);
    expect(await ask()).toBe(401);
  });

  it('is refused at once where another server has erased whom this one does not know', async () => {
    const { send, register, store, clock } = await createTestServer();
    const { token, id } = await register('USER');
    await store.users.erase(id, clock.now());
    expect((await send('GET /bookings', { token })).statusCode).toBe(401);
  });

  it('would write a note about nobody if nobody looked: it is the look that refuses it', async () => {
    const users = new Map<UserId, User>();
    const everThere: TestServerOptions['store'] = (store) => ({
      ...store,
      users: {
        ...store.users,
        byId: async (id) => {
          const user = users.get(id) ?? (await store.users.byId(id));
          if (user !== undefined) users.set(id, user);
          return user;
        },
      },
    });
    const day = await createBookedDay({ store: everThere });
    const { id } = await day.book(at('10:00'));
    await day.send('DELETE /users/me', { token: day.user.token });
    expect((await cancelWithNote(day, id)).statusCode).toBe(200);
    expect(JSON.stringify(await day.store.queries.events(day.host.id, ALL_EVENTS))).toContain(NOTE);
  });
});

const ALL_EVENTS = { afterVersion: 0, limit: 100 };
