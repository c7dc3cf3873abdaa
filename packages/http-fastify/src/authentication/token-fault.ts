import { errors } from 'jose';
import type { TokenFault } from './bearer-token.js';

/**
 * What is wrong with a token, by what `jose` has thrown over it.
 *
 * @throws what was thrown, where it is not about the token
 */
export const tokenFaultOf = (error: unknown): TokenFault => {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'wrong_claims';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong_signature';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'unknown_key';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
};
