import type { Problem } from '../problems/problem.js';
import type { IncomingMessage } from 'node:http';

/**
 * What is wrong with the content that a request announces, before any of it is read: a coding that is not undone here
 * (RFC 9110 section 8.4), or content where the method has none, which another server on the way may take for the next
 * request (section 9.3.1).
 */
export const contentProblem = ({ method, headers }: IncomingMessage): Problem | undefined => {
  const hasContent = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (hasContent && (method === 'GET' || method === 'HEAD')) {
    const error = { field: 'body', code: 'not_taken', message: 'must be left out' };
    return { kind: 'invalid_input', errors: [error] };
  }
  const coding = headers['content-encoding'];
  return coding === undefined || coding.trim().toLowerCase() === 'identity'
    ? undefined
    : { kind: 'unsupported_content_encoding' };
};

/** The most header fields that a request may have. */
const MAX_FIELDS = 100;

/** Whether a request has more fields than any client sends. Node itself leaves those beyond its bound out, silently. */
export const hasTooManyFields = ({ rawHeaders }: IncomingMessage): boolean =>
  rawHeaders.length > 2 * MAX_FIELDS;
