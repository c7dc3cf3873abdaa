import type { Operation } from '../operations/operation.js';
import type { ProblemCode } from './problem.js';

/** All problems that an operation may answer: its own, and those that its kind brings along. */
export const problemsOf = ({
  authenticated,
  method,
  body,
  tag,
  problems,
}: Operation): readonly ProblemCode[] => {
  const codes = new Set<ProblemCode>([
    ...problems,
    'invalid_input',
    'malformed_request',
    'internal_error',
    'not_ready',
  ]);
  if (authenticated) codes.add('unauthenticated');
  if (tag !== 'Server') codes.add('store_unavailable');
  if (method !== 'GET') codes.add('concurrency_conflict');
  if (body !== undefined) {
    for (const code of ['malformed_json', 'body_too_large', 'unsupported_media_type'] as const)
      codes.add(code);
  }
  return [...codes];
};
