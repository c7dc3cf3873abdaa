import type { FastifyBodyParser, FastifyInstance } from 'fastify';

/** Reads JSON, and refuses members that would reach for a prototype. An empty body is no body. */
export const readJsonBody = (app: FastifyInstance): FastifyBodyParser<string> => {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  };
};
