import { outcomeOf } from '@slotkeeper/http-fastify';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';

const TOLD: unique symbol = Symbol('told');

declare module 'fastify' {
  interface FastifyRequest {
    [TOLD]?: true;
  }
}

/**
 * Writes one line for a request that is about to be answered, once the answer has gone, or has nowhere to go: who hangs
 * up is told of as everybody else.
 */
export const logAnswers = (
  log: FastifyBaseLogger,
): ((request: FastifyRequest, reply: FastifyReply) => void) => {
  // All that a line holds is named here: to look in each for what must not be logged takes longer than to write it.
  const lines = log.child({}, { redact: [] });
  const tell = (request: FastifyRequest, reply: FastifyReply): void => {
    if (request[TOLD]) return;
    request[TOLD] = true;
    const { method, routeOptions } = request;
    // By its route: a path and a query hold what a client puts there.
    const route = routeOptions.url ?? 'none';
    // Of what is refused before any route is found Fastify takes no time.
    const ms = reply.elapsedTime === 0 ? undefined : Math.round(reply.elapsedTime);
    const { caller, problem } = outcomeOf(request);
    // What is undefined is left out.
    const hungUp = reply.raw.writableFinished ? undefined : true;
    lines.info(
      { reqId: request.id, method, route, status: reply.statusCode, ms, caller, problem, hungUp },
      'answered',
    );
  };
  return (request, reply) => {
    if (reply.raw.destroyed) tell(request, reply);
    else reply.raw.on('close', () => tell(request, reply));
  };
};
