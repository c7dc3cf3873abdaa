import { outcomeOf } from '@slotkeeper/http-fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TOLD: unique symbol = Symbol('told');

declare module 'fastify' {
  interface FastifyRequest {
    [TOLD]?: true;
  }
}

/**
 * Writes one line for each request, once it has its answer and the answer has gone, or has nowhere to go: who hangs up
 * is told of as everybody else.
 */
export const logAnswers = (http: FastifyInstance, log: FastifyBaseLogger): void => {
  // All that a line holds is named here: to look in each for what must not be logged takes longer than to write it.
  const lines = log.child({}, { redact: [] });
  const tell = (request: FastifyRequest, reply: FastifyReply): void => {
    if (request[TOLD]) return;
    request[TOLD] = true;
    const { method, routeOptions } = request;
    // By its route: a path and a query hold what a client puts there.
    const route = routeOptions.url ?? 'none';
    const ms = Math.round(reply.elapsedTime);
    const heard = reply.raw.writableFinished ? {} : { hungUp: true };
    lines.info(
      { reqId: request.id, method, route, status: reply.statusCode, ms, ...outcomeOf(request), ...heard },
      'answered',
    );
  };
  http.addHook('onResponse', (request, reply, done) => {
    tell(request, reply);
    done();
  });
  http.addHook('onSend', (request, reply, payload, done) => {
    if (reply.raw.destroyed) tell(request, reply);
    else reply.raw.once('close', () => tell(request, reply));
    done(null, payload);
  });
};
