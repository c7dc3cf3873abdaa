import type { AccessRule, Refusal, StoreUnavailable } from '@slotkeeper/domain';

/** All that can stand in the way of an answer: a refusal of the domain, or something that the edge itself says. */
export type Problem = Refusal | EdgeProblem;

export type ProblemCode = Problem['kind'];

type EdgeProblem =
  /** No token was sent (`error` left out), or one that is not good (RFC 6750 section 3.1). */
  | { readonly kind: 'unauthenticated'; readonly error?: 'invalid_request' | 'invalid_token' }
  /** An API key without the scope that the operation asks for; `login`: no key will do. */
  | { readonly kind: 'insufficient_scope'; readonly scope: AccessRule['scope'] }
  | { readonly kind: 'malformed_json' }
  | { readonly kind: 'malformed_request' }
  | { readonly kind: 'request_timeout' }
  | { readonly kind: 'headers_too_large' }
  | { readonly kind: 'uri_too_long' }
  | { readonly kind: 'body_too_large' }
  | { readonly kind: 'unsupported_media_type' }
  | { readonly kind: 'expectation_failed' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'method_not_allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'concurrency_conflict' }
  | { readonly kind: 'json_too_deep' }
  | { readonly kind: 'unsupported_content_encoding' }
  | { readonly kind: 'precondition_required' }
  | { readonly kind: 'key_in_flight' }
  /** `policy`: the name of the limit. */
  | { readonly kind: 'rate_limited'; readonly policy: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'store_unavailable'; readonly outcome: StoreUnavailable['outcome'] }
  | { readonly kind: 'not_ready' }
  | { readonly kind: 'internal_error' };
