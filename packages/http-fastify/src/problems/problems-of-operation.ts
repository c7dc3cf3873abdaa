import { ACCESS_TABLE, type AccessRule } from '@slotkeeper/domain';
import type { Operation } from '../operations/operation.js';
import type { ProblemCode } from './problem.js';

const BODY_PROBLEMS = [
  'malformed_json',
  'json_too_deep',
  'body_too_large',
  'unsupported_media_type',
  'unsupported_content_encoding',
] as const;

/** All problems that an operation may answer: its own, and those that its kind brings along. */
export const problemsOf = (operation: Operation): readonly ProblemCode[] => {
  const { access, method, tag, problems } = operation;
  const codes = new Set<ProblemCode>([
    ...problems,
    'invalid_input',
    'malformed_request',
    'internal_error',
    'not_ready',
  ]);
  if (access !== 'open') {
    const { allows }: AccessRule = ACCESS_TABLE[access];
    codes.add('unauthenticated').add('insufficient_scope');
    if (!allows.includes('guest')) codes.add('forbidden');
  }
  if (tag !== 'Server') codes.add('store_unavailable');
  if (operation.vital !== true) codes.add('rate_limited').add('overloaded');
  if (operation.idempotent) codes.add('key_in_flight');
  if (operation.conditional === 'required') codes.add('precondition_required');
  if (method !== 'GET') {
    codes.add('concurrency_conflict');
    // A body is read where the method may have one, whether or not the operation wants it.
    for (const code of BODY_PROBLEMS) codes.add(code);
  }
  return [...codes];
};
