import type { FastifyBodyParser, FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';
import { isTooDeep } from './json-depth.js';

/** Reads JSON, and refuses what nests too deep and members that would reach for a prototype. An empty body is no body. */
export const readJsonBody = (app: FastifyInstance): FastifyBodyParser<string> => {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) => {
    if (body === '') done(null, undefined);
    else if (isTooDeep(body)) done(new ProblemError({ kind: 'json_too_deep' }));
    else void parse(request, body, done);
  };
};
