export { createArgon2Hasher, type Argon2Cost } from './authentication/argon2-hasher.js';
export type { InvalidToken, TokenFault, TokenVerifier } from './authentication/bearer-token.js';
export type { CredentialLimits, CredentialThrottleOptions } from './authentication/credential-throttle.js';
export { MIN_SECRET_BYTES, type KeyRing } from './authentication/key-ring.js';
export {
  DEFAULT_ISSUER_ALGORITHMS,
  ISSUER_ALGORITHMS,
  ISSUER_TOKEN_TYPES,
  isSafeUrl,
  MAX_CLOCK_SKEW_SECONDS,
  outsideIssuer,
  type IssuerAlgorithm,
  type IssuerTokenType,
  type OutsideIssuerOptions,
} from './authentication/outside-issuer.js';
export { createSecrets } from './authentication/secrets.js';
export {
  createTokenService,
  DEFAULT_TOKEN_LIFETIME_SECONDS,
  type TokenService,
  type TokenServiceOptions,
} from './authentication/token-service.js';
export type { JsonObject } from './openapi/hoist-schemas.js';
export { openApiDocument, type OpenApiDocument, type OpenApiOptions } from './openapi/open-api-document.js';
export { createLocalRateLimiter, exactlyBy, type LocalRateLimiter } from './limits/local-rate-limiter.js';
export type { ExactRateLimiter, RateLimit, RateLimiter, Taken } from './limits/rate-limiter.js';
export type { RateLimits } from './limits/rate-limiting.js';
export type { SharedRateCounts, WindowCount } from './limits/shared-rate-counts.js';
export {
  createExactRateLimiter,
  createSharedRateLimiter,
  type SharedRateLimiter,
  type SharedRateLimiterOptions,
} from './limits/shared-rate-limiter.js';
export { DEFAULT_LOAD_BOUNDS, type LoadBounds } from './load/load-shedder.js';
export { logError, type LoggedError } from './log-error.js';
export { slotkeeperHttp, type SlotkeeperHttpOptions } from './plugin.js';
export { outcomeOf, type RequestOutcome } from './request-outcome.js';
export type { Readiness } from './routes/server-routes.js';
export { wireEvent } from './schemas/wire-event.js';
export { LOG_REDACTION, safeServerOptions } from './safe-server-options.js';
