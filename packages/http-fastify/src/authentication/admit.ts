import {
  ACCESS_TABLE,
  denialOf,
  err,
  ok,
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

/**
 * Who asks for an action, if the proof that they send is good for it; undefined: somebody who sends none, where none is
 * needed. A proof that is sent must be good.
 */
export const admit = async (
  authenticate: Authenticate,
  action: Action,
  {
    authorization,
    bookingId,
  }: { readonly authorization?: string | undefined; readonly bookingId?: string | undefined },
): Promise<Result<Caller | undefined, AccessProblem>> => {
  const authenticated = authorization === undefined ? ok(undefined) : await authenticate(authorization);
  if (!authenticated.ok) return authenticated;
  const denial = denialOf(authenticated.value, action, bookingId);
  return denial === undefined ? authenticated : err(problemOfDenial(denial, action));
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
