import { ACCESS_TABLE, type AccessRule, type Action, type Standing } from './access-table.js';
import type { OrganisationId } from './organisation.js';
import type { Scope } from './scope.js';
import type { Actor, UserId } from './user.js';

/** What a rule of access looks at in a thing. */
export interface Subject {
  /** Whose calendar it is, or is on. */
  readonly hostId?: UserId | undefined;
  /** Who has booked it, or waits for it. */
  readonly bookerId?: UserId | undefined;
}

/** Who asks, and what the proof that they have shown is good for. */
export interface Caller {
  readonly actor: Actor;
  /** Left out: the installation itself. */
  readonly organisationId?: OrganisationId | undefined;
  /** Of an API key; left out: all that the account may. */
  readonly scopes?: readonly Scope[] | undefined;
  /** The booking that a guest's token is good for, and nothing else; left out: the caller has an account. */
  readonly guestOf?: string | undefined;
}

/** Whether the actor may do this with the subject, by {@link ACCESS_TABLE}. */
export const may = (actor: Actor, action: Action, subject: Subject = {}): boolean => {
  const { allows }: AccessRule = ACCESS_TABLE[action];
  return standingsOf(actor, subject).some((standing) => allows.includes(standing));
};

const standingsOf = ({ role, userId }: Actor, { hostId, bookerId }: Subject): readonly Standing[] =>
  role === 'HOST'
    ? userId === hostId
      ? ['host', 'owner']
      : ['host']
    : userId === bookerId
      ? ['user', 'booker']
      : ['user'];

/** Why a proof is not good for an action, whatever it is done with. */
export type AccessDenial = 'unauthenticated' | 'insufficient_scope' | 'hidden' | 'forbidden';

/**
 * What stands against an action before it is known what it is done with; nothing, if that is what will tell. A guest
 * sees its own booking, named by `bookingId`, and no other.
 */
export const denialOf = (
  caller: Caller | undefined,
  action: Action,
  bookingId?: string,
): AccessDenial | undefined => {
  const { allows, scope }: AccessRule = ACCESS_TABLE[action];
  if (caller === undefined) return allows.includes('anonymous') ? undefined : 'unauthenticated';
  const { scopes, guestOf } = caller;
  if (guestOf !== undefined) {
    if (!allows.includes('guest')) return 'forbidden';
    return bookingId === undefined || bookingId === guestOf ? undefined : 'hidden';
  }
  if (scopes === undefined) return undefined;
  return scope !== 'login' && scopes.includes(scope) ? undefined : 'insufficient_scope';
};
