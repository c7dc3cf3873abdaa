import type { AccountDependencies, Dependencies } from '@slotkeeper/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authenticateBy } from './authentication/authenticate.js';
import type { TokenVerifier } from './authentication/bearer-token.js';
import { credentialThrottle, type CredentialThrottleOptions } from './authentication/credential-throttle.js';
import type { TokenService } from './authentication/token-service.js';
import { allowOrigins, isPreflight } from './cors.js';
import { serveDocumentation } from './documentation.js';
import { rateLimiting, type RateLimits } from './limits/rate-limiting.js';
import type { LoadBounds } from './load/load-shedder.js';
import { watchLoad } from './load/watch-load.js';
import { workOfRequests } from './load/work-of-requests.js';
import { API_VERSION, openApiDocument } from './openapi/open-api-document.js';
import { methodsByPath } from './operations/methods-by-path.js';
import { tenantsOf } from './operations/tenants.js';
import { problemOfError } from './problems/problem-of-error.js';
import type { Problem } from './problems/problem.js';
import { refuseExpectations } from './problems/refuse-expectations.js';
import { sendProblem } from './problems/send-problem.js';
import { checkCompiler } from './requests/compile-check.js';
import { hasOneHost } from './requests/host-field.js';
import { readJsonBody } from './requests/json-body.js';
import { keysInFlight } from './requests/keys-in-flight.js';
import { contentProblem, hasTooManyFields } from './requests/unread-content.js';
import { accountRoutes } from './routes/account-routes.js';
import { apiKeyRoutes } from './routes/api-key-routes.js';
import { availabilityRoutes } from './routes/availability-routes.js';
import { bookingRoutes } from './routes/booking-routes.js';
import { eventTypeRoutes } from './routes/event-type-routes.js';
import { holdRoutes } from './routes/hold-routes.js';
import { loginRoutes } from './routes/login-routes.js';
import { scheduleRoutes } from './routes/schedule-routes.js';
import { serverRoutes, type Readiness } from './routes/server-routes.js';
import { slotRoutes } from './routes/slot-routes.js';
import { timeOffRoutes } from './routes/time-off-routes.js';
import { tzDatabaseReport } from './routes/tz-database-report.js';
import { waitlistRoutes } from './routes/waitlist-routes.js';
import { securityHeaders } from './security-headers.js';

export interface SlotkeeperHttpOptions {
  readonly dependencies: Dependencies & Omit<AccountDependencies, 'accessTokens'>;
  readonly tokens: TokenService;
  /** Takes tokens of an outside issuer besides; none are taken if left out. */
  readonly outsideTokens?: TokenVerifier | undefined;
  /** Whether the server can serve, and what else `GET /readyz` shall say while it can. */
  readonly readiness: () => Promise<Readiness>;
  /** The version that `/healthz` and `/openapi.json` tell; that of this package by default. */
  readonly version?: string;
  /** Whether `/docs` is served; true by default. */
  readonly documentation?: boolean;
  /** How often one address and one caller may ask; without it, as often as they like. */
  readonly rateLimits?: RateLimits;
  /** How often passwords may be guessed, and accounts and bookings made by strangers; without it, as often as they like. */
  readonly credentialLimits?: CredentialThrottleOptions;
  /** What is taken on before requests are turned away; without it, everything. */
  readonly load?: LoadBounds;
  /** Origins, such as `https://app.example`, whose pages may use the API; none by default. */
  readonly corsOrigins?: readonly string[];
  /** For how long browsers are to use HTTPS alone for this host (RFC 6797); left out, or 0, they are not told. */
  readonly hstsSeconds?: number;
}

/**
 * The HTTP API as a Fastify plugin. It is encapsulated: its parsers, checks, error and 404 answers hold for its own
 * routes, whatever the server around it has set. Register it with a `prefix` to put it below a path; without one it
 * answers for every path that the server does not know.
 */
export const slotkeeperHttp = async (app: FastifyInstance, options: SlotkeeperHttpOptions): Promise<void> => {
  const { tokens, outsideTokens, readiness, documentation = true, corsOrigins = [] } = options;
  const dependencies = { ...options.dependencies, accessTokens: tokens };
  const document = openApiDocument({
    prefix: app.prefix,
    ...(options.version === undefined ? {} : { version: options.version }),
  });
  const methodsOf = methodsByPath(app.prefix);

  refuseExpectations(app.server);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, readJsonBody(app));
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOfError(error);
    if (problem === undefined) throw error;
    if (problem.kind === 'internal_error') request.log.error({ err: error }, 'a request failed');
    return sendProblem(reply, problem);
  });
  const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const allow = methodsOf(request.url);
    // The router may know of no such path where the method is right, as with a colon in an id before `:preview`.
    const isUnknown = allow === undefined || allow.includes(request.method);
    return sendProblem(reply, isUnknown ? { kind: 'not_found' } : { kind: 'method_not_allowed', allow });
  };
  app.setNotFoundHandler(notFound);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  const rates = rateLimiting(options.rateLimits);
  const load = options.load && watchLoad(options.load);
  const work = workOfRequests(load?.shedder, (error) =>
    app.log.warn({ err: error }, 'a request that was not waited for any longer failed'),
  );
  app.addHook('onClose', async () => load?.stop());
  const headers = securityHeaders(options.hstsSeconds);
  // Hooks that wait for nothing take a callback: a promise for each costs more than most of them do.
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    // Else the CORS plugin would have words of its own for it.
    if (request.method === 'OPTIONS' && !isPreflight(request)) notFound(request, reply);
    else done();
  });
  // Before anything is refused: the page must be able to read the refusal.
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins);
  app.addHook('onRequest', (request, reply, done) => {
    const problem = arrivalProblem(request, reply);
    if (problem !== undefined) sendProblem(reply, problem);
    // What nobody serves is answered before its body is read, whatever that is.
    else if (request.is404) notFound(request, reply);
    else done();
  });
  const arrivalProblem = (request: FastifyRequest, reply: FastifyReply): Problem | undefined => {
    if (isClosing) return { kind: 'not_ready' };
    if (!hasOneHost(request.raw)) return { kind: 'malformed_request' };
    if (hasTooManyFields(request.raw)) return { kind: 'headers_too_large' };
    if (request.routeOptions.config.vital !== true) {
      const limited = rates.byAddress(request, reply);
      if (limited !== undefined) return limited;
      if (work.isOverloaded()) return { kind: 'overloaded' };
    }
    return request.is404 ? undefined : contentProblem(request.raw);
  };
  app.addHook('onSend', (request, reply, payload, done) => {
    // A connection that is kept while the server closes would be one that it waits for.
    if (isClosing && request.raw.httpVersionMajor === 1) reply.header('connection', 'close');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });

  const serving = {
    authenticate: authenticateBy({ dependencies, tokens, outsideTokens }),
    tenants: tenantsOf(dependencies),
    rates,
    throttleOf: credentialThrottle(options.credentialLimits),
    work,
    keys: keysInFlight(),
    compile: checkCompiler(dependencies.zones),
  };
  const routes = [
    ...accountRoutes(app.prefix),
    ...loginRoutes,
    ...apiKeyRoutes,
    ...availabilityRoutes(app.prefix),
    ...scheduleRoutes(app.prefix),
    ...timeOffRoutes,
    ...eventTypeRoutes(app.prefix),
    ...slotRoutes(),
    ...holdRoutes(app.prefix),
    ...bookingRoutes(app.prefix),
    ...waitlistRoutes(app.prefix),
    ...serverRoutes({
      readiness,
      version: options.version ?? API_VERSION,
      document,
      tzdata: tzDatabaseReport(dependencies.zones.version, process.versions['tz']),
    }),
  ];
  for (const route of routes) route.addTo(app, serving);
  if (documentation) await serveDocumentation(app, document);
};
