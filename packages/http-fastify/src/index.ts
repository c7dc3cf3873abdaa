export { createArgon2Hasher, type Argon2Cost } from './authentication/argon2-hasher.js';
export {
  createTokenService,
  type InvalidToken,
  type IssuedToken,
  type TokenService,
  type TokenServiceOptions,
} from './authentication/token-service.js';
export type { JsonObject } from './openapi/hoist-schemas.js';
export { openApiDocument, type OpenApiDocument, type OpenApiOptions } from './openapi/open-api-document.js';
export { slotkeeperHttp, type SlotkeeperHttpOptions } from './plugin.js';
export type { Readiness } from './routes/server-routes.js';
export { LOG_REDACTION, safeServerOptions } from './safe-server-options.js';
