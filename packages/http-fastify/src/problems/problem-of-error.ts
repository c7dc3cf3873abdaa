import { ConcurrencyConflict, StoreUnavailable } from '@slotkeeper/domain';
import type { FastifyError } from 'fastify';
import { ProblemError } from './problem-error.js';
import type { Problem } from './problem.js';

const FASTIFY_PROBLEMS: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { kind: 'body_too_large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { kind: 'unsupported_media_type' },
  FST_ERR_CTP_INVALID_JSON_BODY: { kind: 'malformed_json' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { kind: 'malformed_request' },
  FST_ERR_BAD_URL: { kind: 'malformed_request' },
  FST_ERR_MAX_PARAM_LENGTH: { kind: 'uri_too_long' },
};

/** The problem that something thrown comes to; undefined where it is not ours to answer. */
export const problemOfError = (error: unknown): Problem | undefined => {
  if (error instanceof ConcurrencyConflict) return { kind: 'concurrency_conflict' };
  if (error instanceof StoreUnavailable) return { kind: 'store_unavailable', outcome: error.outcome };
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error)) return { kind: 'internal_error' };
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : FASTIFY_PROBLEMS[code];
  if (known !== undefined) return known;
  // What a hook of the embedding server refuses, that server words.
  const refused = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return refused ? undefined : { kind: 'internal_error' };
};
