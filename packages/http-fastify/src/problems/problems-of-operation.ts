import type { Operation } from '../operations/operation.js';
import type { ProblemCode } from './problem.js';

const BODY_PROBLEMS = ['malformed_json', 'body_too_large', 'unsupported_media_type'] as const;

/** All problems that an operation may answer: its own, and those that its kind brings along. */
export const problemsOf = ({ authenticated, method, tag, problems }: Operation): readonly ProblemCode[] => {
  const codes = new Set<ProblemCode>([
    ...problems,
    'invalid_input',
    'malformed_request',
    'internal_error',
    'not_ready',
  ]);
  if (authenticated !== false) codes.add('unauthenticated');
  if (tag !== 'Server') codes.add('store_unavailable');
  if (method !== 'GET') {
    codes.add('concurrency_conflict');
    // A body is read where the method may have one, whether or not the operation wants it.
    for (const code of BODY_PROBLEMS) codes.add(code);
  }
  return [...codes];
};
