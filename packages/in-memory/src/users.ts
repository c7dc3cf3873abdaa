import {
  emailKey,
  err,
  ok,
  type Credentials,
  type HostProfile,
  type UserId,
  type Users,
} from '@slotkeeper/domain';
import type { StoreState } from './store-state.js';

export const createUsers = ({ calendars }: Pick<StoreState, 'calendars'>): Users => {
  const accounts = new Map<UserId, Credentials>();
  const idsByEmail = new Map<string, UserId>();
  return {
    add: async (user, passwordHash) => {
      if (accounts.has(user.id)) throw new RangeError(`there is a user ${user.id} already`);
      const key = emailKey(user.email);
      if (idsByEmail.has(key)) return err({ kind: 'email_taken' });
      accounts.set(user.id, Object.freeze({ user: Object.freeze({ ...user }), passwordHash }));
      idsByEmail.set(key, user.id);
      calendars.putCalendar({ calendarId: user.id, ownerId: user.id, role: user.role, version: 0 });
      return ok(undefined);
    },
    byId: async (id) => accounts.get(id)?.user,
    credentials: async (email) => accounts.get(idsByEmail.get(emailKey(email)) ?? ''),
    hosts: async ({ limit, afterId }) => {
      const rest = [...accounts.values()]
        .filter(({ user }) => user.role === 'HOST' && (afterId === undefined || user.id > afterId))
        .map(({ user: { id, name, timeZone } }): HostProfile => ({ id, name, timeZone }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return { items: rest.slice(0, limit), hasMore: rest.length > limit };
    },
  };
};
