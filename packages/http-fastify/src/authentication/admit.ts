import {
  ACCESS_TABLE,
  denialOf,
  err,
  type AccessDenial,
  type AccessRule,
  type Action,
  type Caller,
  type Result,
} from '@slotkeeper/domain';
import type { Problem } from '../problems/problem.js';
import type { Authenticate } from './authenticate.js';

/** What can be said of a request before it is known what it is about. */
type AccessProblem = Extract<
  Problem,
  { readonly kind: 'unauthenticated' | 'insufficient_scope' | 'forbidden' | 'booking_not_found' }
>;

/** Who asks for an action, if the proof that they send is good for it. A proof that is sent must be good. */
export const admit = async (
  authenticate: Authenticate,
  action: Action,
  { authorization, bookingId }: { readonly authorization: string; readonly bookingId?: string | undefined },
): Promise<Result<Caller, AccessProblem>> => {
  const authenticated = await authenticate(authorization);
  if (!authenticated.ok) return authenticated;
  const denied = refusalOf(authenticated.value, action, bookingId);
  return denied === undefined ? authenticated : err(denied);
};

/** Why an action is refused to somebody who sends no proof; undefined where none is needed. */
export const refusalOfAnybody = (action: Action, bookingId: string | undefined): AccessProblem | undefined =>
  refusalOf(undefined, action, bookingId);

const refusalOf = (
  caller: Caller | undefined,
  action: Action,
  bookingId: string | undefined,
): AccessProblem | undefined => {
  const denial = denialOf(caller, action, bookingId);
  return denial === undefined ? undefined : problemOfDenial(denial, action);
};

const problemOfDenial = (denial: AccessDenial, action: Action): AccessProblem => {
  switch (denial) {
    case 'unauthenticated':
      return { kind: 'unauthenticated' };
    case 'insufficient_scope': {
      const { scope }: AccessRule = ACCESS_TABLE[action];
      return { kind: 'insufficient_scope', scope };
    }
    case 'forbidden':
      return { kind: 'forbidden' };
    // Guests are the only ones who are known to have one thing and no other, and that is a booking.
    case 'hidden':
      return { kind: 'booking_not_found' };
  }
};
