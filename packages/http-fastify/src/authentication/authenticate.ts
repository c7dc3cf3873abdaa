import { err, type Actor, type Result } from '@slotkeeper/domain';
import type { Problem } from '../problems/problem.js';
import type { TokenService } from './token-service.js';

// RFC 6750 section 2.1; the scheme's name may be in any case (RFC 9110 section 11.1).
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/** Who sends this `Authorization` header. */
export const authenticate = async (
  header: string | undefined,
  tokens: TokenService,
): Promise<Result<Actor, Extract<Problem, { readonly kind: 'unauthenticated' }>>> => {
  if (header === undefined) return err({ kind: 'unauthenticated' });
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) return err({ kind: 'unauthenticated', error: 'invalid_request' });
  const verified = await tokens.verify(token);
  return verified.ok ? verified : err({ kind: 'unauthenticated', error: 'invalid_token' });
};
