import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '@slotkeeper/domain';
import type { TSchema } from 'typebox';
import { authenticate } from '../authentication/authenticate.js';
import type { TokenService } from '../authentication/token-service.js';
import { sendProblem } from '../problems/send-problem.js';
import type { Check, RequestPart } from '../requests/compile-check.js';
import { inputReader } from '../requests/input-reader.js';
import type { Handler, Operation } from './operation.js';
import { routeUrl } from './route-url.js';

/** What every operation is served with. */
interface Serving {
  readonly tokens: TokenService;
  readonly compile: (schema: TSchema, part: RequestPart) => Check;
}

/** An operation with the handler that answers it, ready to be added to a server. */
export interface Route {
  readonly operation: Operation;
  readonly addTo: (app: FastifyInstance, serving: Serving) => void;
}

/** The largest body that is read, in bytes. */
export const BODY_LIMIT_BYTES = 65_536;

export const route = <const O extends Operation>(operation: O, handler: Handler<O>): Route => ({
  operation,
  addTo: (app, serving) => serve(app, serving, operation, handler),
});

const serve = <O extends Operation>(
  app: FastifyInstance,
  { tokens, compile }: Serving,
  operation: O,
  handler: Handler<O>,
): void => {
  const read = inputReader(operation, compile);
  const actors = new WeakMap<FastifyRequest, Actor>();
  // Before the body is read: who may not ask costs no more than a look at the token.
  const onRequest = async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const { authorization } = request.headers;
    if (authorization === undefined && operation.authenticated === 'optional') return undefined;
    const authenticated = await authenticate(authorization, tokens);
    if (!authenticated.ok) return sendProblem(reply, authenticated.error);
    actors.set(request, authenticated.value);
    return undefined;
  };
  app.route({
    method: operation.method,
    url: routeUrl(operation.path),
    exposeHeadRoute: operation.method === 'GET',
    bodyLimit: BODY_LIMIT_BYTES,
    ...responseSchema(operation),
    ...(operation.authenticated === false ? {} : { onRequest }),
    handler: async (request, reply) => {
      const input = read(request, actors.get(request));
      if (!input.ok) return sendProblem(reply, input.error);
      const outcome = await handler(input.value);
      if (!outcome.ok) return sendProblem(reply, outcome.error);
      const { body, headers } = outcome.value;
      return reply
        .code(operation.answer.status)
        .headers(headers ?? {})
        .send(body);
    },
  });
};

/** Of an answer in one of several forms a serializer would try each form on the whole of it: that is left to JSON. */
const responseSchema = ({ answer }: Operation) =>
  'anyOf' in answer.schema ? {} : { schema: { response: { [answer.status]: answer.schema } } };
