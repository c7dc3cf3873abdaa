import {
  err,
  ok,
  type AccountOpening,
  type Credentials,
  type EmailTaken,
  type HostProfile,
  type IdentityTaken,
  type InvitationSpent,
  type User,
  type Users,
} from '@slotkeeper/domain';
import { assertOrganisation, emailNameOf, endLogin, identityNameOf, type Accounts } from './accounts.js';
import { createErasure } from './erase-person.js';
import { keepAnswer } from './keep-answer.js';
import type { Locks } from './locks.js';
import type { StoreState } from './store-state.js';

export const createUsers = (state: StoreState, calendarLocks: Locks): Users => {
  const { accounts, calendars } = state;
  const { people } = accounts;
  return {
    add: async (user, passwordHash, opening = {}) => {
      if (people.has(user.id)) throw new RangeError(`there is a user ${user.id} already`);
      assertOrganisation(accounts, user.organisationId);
      return keepAnswer(state, opening.kept, () => {
        const obstacle = obstacleTo(accounts, user, opening);
        if (obstacle !== undefined) return err(obstacle);
        openAccount(accounts, user, passwordHash, opening);
        const { id, role, organisationId } = user;
        calendars.putCalendar({ calendarId: id, ownerId: id, role, organisationId, version: 0 });
        return ok(undefined);
      });
    },
    byId: async (id) => people.get(id)?.user,
    credentials: async (email, organisationId) =>
      people.get(accounts.idsByEmail.get(emailNameOf(email, organisationId)) ?? ''),
    byIdentity: async (identity) =>
      people.get(accounts.idsByIdentity.get(identityNameOf(identity)) ?? '')?.user,
    change: async (id, { name, timeZone, passwordHash }) => {
      const there = people.get(id);
      if (there === undefined) return false;
      const { user } = there;
      const changed = { ...user, name: name ?? user.name, timeZone: timeZone ?? user.timeZone };
      people.set(id, credentialsOf(changed, passwordHash ?? there.passwordHash));
      return true;
    },
    changePassword: ({ id, passwordHash, kept }) =>
      keepAnswer(state, kept, () => {
        const there = people.get(id);
        if (there === undefined) return err({ kind: 'user_unknown' });
        people.set(id, credentialsOf(there.user, passwordHash));
        for (const login of accounts.logins.values()) if (login.userId === id) endLogin(accounts, login.id);
        return ok(undefined);
      }),
    hosts: async ({ limit, afterId, organisationId }) => {
      const rest = [...people.values()]
        .filter(({ user }) => user.role === 'HOST' && user.organisationId === organisationId)
        .filter(({ user }) => afterId === undefined || user.id > afterId)
        .map(({ user: { id, name, timeZone } }): HostProfile => ({ id, name, timeZone }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return { items: rest.slice(0, limit), hasMore: rest.length > limit };
    },
    membership: async (ownerId) => {
      const calendar = calendars.calendar(ownerId, {});
      if (calendar === undefined) return undefined;
      const { organisationId } = calendar;
      return organisationId === undefined ? {} : { organisationId };
    },
    admitGuest: async (id, organisationId) => {
      assertOrganisation(accounts, organisationId);
      if (calendars.calendar(id, {}) !== undefined) return;
      calendars.putCalendar({ calendarId: id, ownerId: id, role: 'USER', organisationId, version: 0 });
    },
    erase: createErasure(state, calendarLocks),
  };
};

/** Why the account can't be opened; undefined where it can. */
const obstacleTo = (
  { invitations, idsByEmail, idsByIdentity }: Accounts,
  { email, organisationId }: User,
  { invitationDigest, identity }: AccountOpening,
): EmailTaken | InvitationSpent | IdentityTaken | undefined => {
  if (invitationDigest !== undefined) {
    const invitation = invitations.get(invitationDigest);
    if (invitation === undefined || invitation.usedAt !== undefined) return { kind: 'invitation_spent' };
  }
  if (idsByEmail.has(emailNameOf(email, organisationId))) return { kind: 'email_taken' };
  if (identity !== undefined && idsByIdentity.has(identityNameOf(identity)))
    return { kind: 'identity_taken' };
  return undefined;
};

const openAccount = (
  { people, idsByEmail, idsByIdentity, invitations }: Accounts,
  user: User,
  passwordHash: string | undefined,
  { identity, invitationDigest = '' }: AccountOpening,
): void => {
  people.set(user.id, credentialsOf(user, passwordHash));
  idsByEmail.set(emailNameOf(user.email, user.organisationId), user.id);
  if (identity !== undefined) idsByIdentity.set(identityNameOf(identity), user.id);
  const invitation = invitations.get(invitationDigest);
  if (invitation !== undefined)
    invitations.set(invitationDigest, Object.freeze({ ...invitation, usedAt: user.createdAt }));
};

const credentialsOf = (user: User, passwordHash: string | undefined): Credentials =>
  Object.freeze({ user: Object.freeze({ ...user }), passwordHash });
