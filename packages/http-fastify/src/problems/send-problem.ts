import type { FastifyReply } from 'fastify';
import { noteProblem } from '../request-outcome.js';
import { PROBLEM_MEDIA_TYPE, problemAnswer } from './problem-answer.js';
import type { Problem } from './problem.js';

export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply => {
  noteProblem(reply.request, problem.kind);
  const { status, headers, body } = problemAnswer(problem);
  // Sent as text: of what Fastify writes itself it would give the type a charset, which JSON has none of.
  return reply.code(status).headers(headers).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(body));
};
