import {
  API_KEY_PREFIX,
  callerOfApiKey,
  callerOfGuestToken,
  err,
  GUEST_TOKEN_PREFIX,
  ok,
  type Caller,
  type Result,
} from '@slotkeeper/domain';
import type { HttpDependencies } from '../operations/tenants.js';
import type { Problem } from '../problems/problem.js';
import type { TokenVerifier } from './bearer-token.js';
import { knownAccountsOf } from './known-accounts.js';

/** What proofs are looked at with. */
export interface Proofs {
  readonly dependencies: HttpDependencies;
  readonly tokens: TokenVerifier;
  /** Of an outside issuer; none are taken if left out. */
  readonly outsideTokens?: TokenVerifier | undefined;
}

type Unauthenticated = Extract<Problem, { readonly kind: 'unauthenticated' }>;

/** Tells who sends an `Authorization` header, whatever the proof in it is. */
export type Authenticate = (header: string | undefined) => Promise<Result<Caller, Unauthenticated>>;

// RFC 6750 section 2.1; the scheme's name may be in any case (RFC 9110 section 11.1).
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;
/** A store is asked for nothing that is no id. */
const GUEST_TOKEN = /^sg_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[\w-]+$/;

/** The token in an `Authorization` header; undefined where it has none in the right form. */
export const bearerIn = (header: string): string | undefined => BEARER.exec(header)?.[1];

/** Whether a token has the form of a guest's. */
export const isGuestToken = (token: string): boolean => GUEST_TOKEN.test(token);

/** API keys, guests' tokens, access tokens of our own and of an outside issuer: each is told by its form. */
export const authenticateBy = ({ dependencies, tokens, outsideTokens }: Proofs): Authenticate => {
  const ofApiKey = callerOfApiKey(dependencies);
  const accounts = knownAccountsOf(dependencies);
  const ofGuestToken = callerOfGuestToken(dependencies, dependencies.secrets);
  const callerOf = async (token: string): Promise<Caller | undefined> => {
    if (token.startsWith(API_KEY_PREFIX)) return ofApiKey(token);
    if (token.startsWith(GUEST_TOKEN_PREFIX)) return isGuestToken(token) ? ofGuestToken(token) : undefined;
    const own = await tokens.verify(token);
    // It was true when it was signed; who was erased since has no account.
    if (own.ok) return (await accounts.has(own.value.actor.userId)) ? own.value : undefined;
    const outside = await outsideTokens?.verify(token);
    return outside?.ok === true ? outside.value : undefined;
  };
  return async (header) => {
    if (header === undefined) return err({ kind: 'unauthenticated' });
    const token = bearerIn(header);
    if (token === undefined) return err({ kind: 'unauthenticated', error: 'invalid_request' });
    const caller = await callerOf(token);
    return caller === undefined ? err({ kind: 'unauthenticated', error: 'invalid_token' }) : ok(caller);
  };
};
