import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ok, type Action, type Caller, type Result } from '@slotkeeper/domain';
import type { TSchema } from 'typebox';
import { admit, refusalOfAnybody } from '../authentication/admit.js';
import type { Authenticate } from '../authentication/authenticate.js';
import type { Throttle } from '../authentication/credential-throttle.js';
import type { Problem } from '../problems/problem.js';
import { sendProblem } from '../problems/send-problem.js';
import { noteCaller } from '../request-outcome.js';
import { addressOf, type RateLimiting } from '../limits/rate-limiting.js';
import type { WorkOfRequests } from '../load/work-of-requests.js';
import type { Check, RequestPart } from '../requests/compile-check.js';
import { answerConditionally, withoutContent } from '../requests/conditional-read.js';
import { inputReader } from '../requests/input-reader.js';
import type { KeysInFlight } from '../requests/keys-in-flight.js';
import type { Answer, Handler, InputOf, Operation, Recall } from './operation.js';
import { routeUrl } from './route-url.js';
import type { TenantDependencies, Tenants } from './tenants.js';
import { Written } from './written.js';

const CALLER: unique symbol = Symbol('caller');

declare module 'fastify' {
  interface FastifyRequest {
    /** Who has sent a good proof. */
    [CALLER]?: Caller;
  }
  interface FastifyContextConfig {
    /** Whether the route is answered whatever the load. */
    readonly vital?: boolean;
  }
}

/** What every operation is served with. */
interface Serving {
  readonly authenticate: Authenticate;
  readonly tenants: Tenants;
  readonly rates: RateLimiting;
  /** What limits an operation beyond that, by its id. */
  readonly throttleOf: (operationId: string) => Throttle | undefined;
  readonly work: WorkOfRequests;
  readonly keys: KeysInFlight;
  readonly compile: (schema: TSchema, part: RequestPart) => Check;
}

/** An operation with the handler that answers it, ready to be added to a server. */
export interface Route {
  readonly operation: Operation;
  readonly addTo: (app: FastifyInstance, serving: Serving) => void;
}

/** As Fastify says it of what it writes itself. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** The largest body that is read, in bytes. */
export const BODY_LIMIT_BYTES = 65_536;

/** @param recall is asked first; what it answers need not even be read */
export const route = <const O extends Operation>(
  operation: O,
  handler: Handler<O>,
  recall?: Recall<O>,
): Route => ({
  operation,
  addTo: (app, serving) => serve(app, serving, operation, handler, recall),
});

const serve = <O extends Operation>(
  app: FastifyInstance,
  { authenticate, tenants, compile, rates, throttleOf, work, keys }: Serving,
  operation: O,
  handler: Handler<O>,
  recall: Recall<O> | undefined,
): void => {
  const { access } = operation;
  const read = inputReader(operation, compile, tenants.all.secrets);
  const throttle = throttleOf(operation.id);
  const isVital = operation.vital === true;
  const proven = async (
    request: FastifyRequest,
    reply: FastifyReply,
    action: Action,
    authorization: string,
  ): Promise<Problem | undefined> => {
    const bookingId = bookingIdOf(operation, request);
    const admitted = await work.during({ isVital, mayChange: false }, () =>
      admit(authenticate, action, { authorization, bookingId }),
    );
    if (!admitted.ok) return admitted.error;
    request[CALLER] = admitted.value;
    noteCaller(request, admitted.value);
    return rates.byCaller(admitted.value.actor.userId, reply);
  };
  // Before the body is read: who may not ask costs no more than a look at what they show.
  const onRequest: onRequestHookHandler = (request, reply, done) => {
    const go = (problem: Problem | undefined): void => {
      if (problem === undefined) {
        done();
        return;
      }
      try {
        sendProblem(reply, problem);
      } catch (error) {
        done(error as Error);
      }
    };
    const { authorization } = request.headers;
    if (access === 'open') done();
    // Where there is no proof there is nothing to look up.
    else if (authorization === undefined) go(refusalOfAnybody(access, bookingIdOf(operation, request)));
    else proven(request, reply, access, authorization).then(go, done);
  };
  const dependenciesFor = (
    caller: Caller | undefined,
    { params, query, body }: InputOf<O>,
  ): TenantDependencies | Promise<TenantDependencies> => {
    if (access === 'open') return tenants.all;
    if (caller !== undefined) return tenants.of(caller.organisationId);
    return tenants.owning({ ...params, ...query, ...body });
  };
  app.route({
    method: operation.method === 'GET' ? ['GET', 'HEAD'] : operation.method,
    url: routeUrl(operation.path),
    // Fastify's own would give a 304 a length.
    exposeHeadRoute: false,
    bodyLimit: BODY_LIMIT_BYTES,
    config: { vital: isVital },
    ...(operation.method === 'GET'
      ? { onSend: operation.kept === false ? withoutContent : answerConditionally }
      : {}),
    onRequest,
    handler: async (request, reply) => {
      const caller = request[CALLER];
      const answer = async (): Promise<Result<Answer<O>, Problem>> => {
        const recalled = await recall?.({ caller, url: request.url }, tenants.all);
        if (recalled !== undefined) return ok(recalled);
        const input = read(request, caller?.actor);
        if (!input.ok) return input;
        const answered = async () => handler(input.value, await dependenciesFor(caller, input.value));
        return keys.during(input.value.idempotency, () =>
          throttle === undefined
            ? answered()
            : throttle({ address: addressOf(request), caller, body: input.value.body }, answered),
        );
      };
      const outcome = await work.during({ isVital, mayChange: operation.method !== 'GET' }, answer);
      if (!outcome.ok) return sendProblem(reply, outcome.error);
      const { body, headers } = outcome.value;
      reply.code(operation.answer.status).headers(headers ?? {});
      return body instanceof Written ? reply.type(JSON_TYPE).send(body.bytes) : reply.send(body);
    },
  });
};

/** The booking that a path names. */
const bookingIdOf = ({ path }: Operation, { params }: FastifyRequest): string | undefined =>
  path.startsWith('/bookings/{id}') ? (params as { readonly id: string }).id.toLowerCase() : undefined;
