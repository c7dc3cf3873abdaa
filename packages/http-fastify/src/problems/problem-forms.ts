import type { ProblemCode } from './problem.js';

/** How a problem looks to everybody who meets it. */
export interface ProblemForm {
  readonly status: number;
  readonly title: string;
  /** When it is answered, for the documentation. */
  readonly meaning: string;
}

/** The one place where a problem gets its HTTP status. */
export const PROBLEM_FORMS = {
  invalid_input: { status: 400, title: 'Invalid input', meaning: 'Fields break rules; `errors` names each.' },
  malformed_json: {
    status: 400,
    title: 'Malformed JSON',
    meaning: 'The body is not JSON, or names a forbidden member.',
  },
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    meaning: 'The request breaks the rules of HTTP.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not authenticated',
    meaning: 'No access token, or one that is not good.',
  },
  invalid_credentials: {
    status: 401,
    title: 'Invalid credentials',
    meaning: 'No account has this address and password.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    meaning: 'The caller’s role, or whose thing it is, does not allow it.',
  },
  not_found: { status: 404, title: 'Not found', meaning: 'Nothing has this path.' },
  host_not_found: {
    status: 404,
    title: 'Host not found',
    meaning: 'No host has this id; a user who is no host is none.',
  },
  booking_not_found: {
    status: 404,
    title: 'Booking not found',
    meaning: 'No booking that the caller may know of.',
  },
  availability_not_found: {
    status: 404,
    title: 'Availability not found',
    meaning: 'None that the caller may know of.',
  },
  schedule_not_found: {
    status: 404,
    title: 'Schedule not found',
    meaning: 'None that the caller may know of.',
  },
  time_off_not_found: {
    status: 404,
    title: 'Time off not found',
    meaning: 'None that the caller may know of.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The path has other methods: see `Allow`.',
  },
  request_timeout: { status: 408, title: 'Request timeout', meaning: 'The request came too slowly.' },
  time_taken: {
    status: 409,
    title: 'Time taken',
    meaning: 'Another booking blocks part of the range; nearby free ranges are in `alternatives`.',
  },
  illegal_transition: {
    status: 409,
    title: 'Illegal transition',
    meaning: 'A booking in this state can’t be changed so.',
  },
  schedule_is_default: {
    status: 409,
    title: 'Schedule is default',
    meaning: 'The default schedule stays the default, and goes last: make another one the default first.',
  },
  email_taken: { status: 409, title: 'Email taken', meaning: 'Another account has this address.' },
  concurrency_conflict: {
    status: 409,
    title: 'Conflict with other requests',
    meaning: 'Others were faster; nothing was changed, try again.',
  },
  revision_stale: {
    status: 412,
    title: 'Revision stale',
    meaning: 'It was changed since the revision in `If-Match`.',
  },
  body_too_large: { status: 413, title: 'Body too large', meaning: 'The body has more than 64 KiB.' },
  uri_too_long: { status: 414, title: 'URI too long', meaning: 'A part of the path is too long.' },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    meaning: 'The body is not `application/json`.',
  },
  expectation_failed: {
    status: 417,
    title: 'Expectation failed',
    meaning: 'The `Expect` header asks for something other than `100-continue`.',
  },
  start_in_past: { status: 422, title: 'Start in the past', meaning: 'A booking starts now or later.' },
  outside_availability: {
    status: 422,
    title: 'Outside availability',
    meaning: 'The range does not lie in one window of availability.',
  },
  off_grid: {
    status: 422,
    title: 'Off the grid',
    meaning: 'The range is not made of whole slots; `slotDurations` are the ones there.',
  },
  duration_ambiguous: {
    status: 422,
    title: 'Duration ambiguous',
    meaning: 'Slots of several durations start then: send `endTime`.',
  },
  key_reused: {
    status: 422,
    title: 'Idempotency key reused',
    meaning: 'The key was used before for another request.',
  },
  headers_too_large: { status: 431, title: 'Headers too large', meaning: 'The headers are too large.' },
  internal_error: {
    status: 500,
    title: 'Internal error',
    meaning: 'A fault of the server; its log has more under `X-Request-Id`.',
  },
  store_unavailable: {
    status: 503,
    title: 'Store unavailable',
    meaning: 'The store can’t be reached at the moment.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    meaning: 'The server can’t serve at the moment, or is stopping.',
  },
} as const satisfies Record<ProblemCode, ProblemForm>;

export const PROBLEM_CODES = Object.keys(PROBLEM_FORMS) as readonly ProblemCode[];
