import type { Dependencies } from '@slotkeeper/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenService } from './authentication/token-service.js';
import { serveDocumentation } from './documentation.js';
import { API_VERSION, openApiDocument } from './openapi/open-api-document.js';
import { methodsByPath } from './operations/methods-by-path.js';
import { problemOfError } from './problems/problem-of-error.js';
import { refuseExpectations } from './problems/refuse-expectations.js';
import { sendProblem } from './problems/send-problem.js';
import { checkCompiler } from './requests/compile-check.js';
import { hasOneHost } from './requests/host-field.js';
import { readJsonBody } from './requests/json-body.js';
import { accountRoutes } from './routes/account-routes.js';
import { availabilityRoutes } from './routes/availability-routes.js';
import { bookingRoutes } from './routes/booking-routes.js';
import { eventTypeRoutes } from './routes/event-type-routes.js';
import { holdRoutes } from './routes/hold-routes.js';
import { scheduleRoutes } from './routes/schedule-routes.js';
import { serverRoutes, type Readiness } from './routes/server-routes.js';
import { slotRoutes } from './routes/slot-routes.js';
import { timeOffRoutes } from './routes/time-off-routes.js';
import { tzDatabaseReport } from './routes/tz-database-report.js';
import { waitlistRoutes } from './routes/waitlist-routes.js';

export interface SlotkeeperHttpOptions {
  readonly dependencies: Dependencies;
  readonly tokens: TokenService;
  /** Whether the server can serve, and what else `GET /readyz` shall say while it can. */
  readonly readiness: () => Promise<Readiness>;
  /** The version that `/healthz` and `/openapi.json` tell; that of this package by default. */
  readonly version?: string;
  /** Whether `/docs` is served; true by default. */
  readonly documentation?: boolean;
}

/**
 * The HTTP API as a Fastify plugin. It is encapsulated: its parsers, checks, error and 404 answers hold for its own
 * routes, whatever the server around it has set. Register it with a `prefix` to put it below a path; without one it
 * answers for every path that the server does not know.
 */
export const slotkeeperHttp = async (app: FastifyInstance, options: SlotkeeperHttpOptions): Promise<void> => {
  const { dependencies, tokens, readiness, documentation = true } = options;
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
    return sendProblem(
      reply,
      allow === undefined ? { kind: 'not_found' } : { kind: 'method_not_allowed', allow },
    );
  };
  app.setNotFoundHandler(notFound);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'x-request-id': request.id });
    if (isClosing) return sendProblem(reply, { kind: 'not_ready' });
    if (!hasOneHost(request.raw)) return sendProblem(reply, { kind: 'malformed_request' });
    // What nobody serves is answered before its body is read, whatever that is.
    return request.is404 ? notFound(request, reply) : undefined;
  });
  app.addHook('onSend', async (request, reply) => {
    // A connection that is kept while the server closes would be one that it waits for.
    if (isClosing && request.raw.httpVersionMajor === 1) reply.header('connection', 'close');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });

  const serving = { tokens, compile: checkCompiler((name) => dependencies.zones.has(name)) };
  const routes = [
    ...accountRoutes(dependencies, tokens, app.prefix),
    ...availabilityRoutes(dependencies, app.prefix),
    ...scheduleRoutes(dependencies, app.prefix),
    ...timeOffRoutes(dependencies),
    ...eventTypeRoutes(dependencies, app.prefix),
    ...slotRoutes(dependencies),
    ...holdRoutes(dependencies, app.prefix),
    ...bookingRoutes(dependencies, app.prefix),
    ...waitlistRoutes(dependencies, app.prefix),
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
