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
  json_too_deep: {
    status: 400,
    title: 'JSON too deep',
    meaning: 'The body nests arrays and objects deeper than 32 levels.',
  },
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    meaning: 'The request breaks the rules of HTTP.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not authenticated',
    meaning: 'No access token, API key or guest’s token, or one that is not good.',
  },
  invalid_credentials: {
    status: 401,
    title: 'Invalid credentials',
    meaning: 'No account has this address and password.',
  },
  account_not_found: {
    status: 401,
    title: 'Account not found',
    meaning: 'The account that the token stands for was erased.',
  },
  refresh_token_refused: {
    status: 401,
    title: 'Refresh token refused',
    meaning: 'It is unknown, has expired, or was used before, which ends its whole login.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    meaning: 'The caller’s role, or whose thing it is, does not allow it.',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    meaning: 'The API key lacks `scope`; `login`: no key will do, only an access token of a login.',
  },
  registration_closed: {
    status: 403,
    title: 'Registration closed',
    meaning: 'Accounts of this role are opened by `invitation`, or not at all (`mode`).',
  },
  guests_not_allowed: {
    status: 403,
    title: 'Guests not allowed',
    meaning: 'What is asked for is not booked without an account.',
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
  event_type_not_found: {
    status: 404,
    title: 'Event type not found',
    meaning: 'No event type has this id, or it was withdrawn.',
  },
  booker_not_found: {
    status: 404,
    title: 'Booker not found',
    meaning: 'No user has this id; a host can’t be booked for.',
  },
  waitlist_entry_not_found: {
    status: 404,
    title: 'Waitlist entry not found',
    meaning: 'None that the caller may know of.',
  },
  api_key_not_found: {
    status: 404,
    title: 'API key not found',
    meaning: 'The caller has no such key.',
  },
  organisation_not_found: {
    status: 404,
    title: 'Organisation not found',
    meaning: 'No organisation has this id.',
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
    meaning: 'Another booking blocks part of the range (`busy`).',
  },
  seats_taken: {
    status: 409,
    title: 'Seats taken',
    meaning: 'Fewer seats are left (`remaining`) than the party has heads.',
  },
  booker_busy: {
    status: 409,
    title: 'Booker busy',
    meaning: 'The booker has booked something else that overlaps (`busy`, for the booker alone).',
  },
  illegal_transition: {
    status: 409,
    title: 'Illegal transition',
    meaning: 'A booking in this state can’t be changed so.',
  },
  hold_expired: {
    status: 409,
    title: 'Hold expired',
    meaning: 'A hold that has run out (`deadline`) can be confirmed while its time is free, not extended.',
  },
  slot_available: {
    status: 409,
    title: 'Slot available',
    meaning: 'There is nothing to wait for: the time can be booked.',
  },
  waitlist_offered: {
    status: 409,
    title: 'Waitlist entry offered',
    meaning: 'The time is held for the party: the hold `offerId` is to be confirmed or released.',
  },
  schedule_in_use: {
    status: 409,
    title: 'Schedule in use',
    meaning: 'The event types `eventTypeIds` use it: change them first.',
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
  key_in_flight: {
    status: 409,
    title: 'Idempotency key in flight',
    meaning: 'The first request with the key is not answered yet: try again, and get its answer.',
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
  unsupported_content_encoding: {
    status: 415,
    title: 'Unsupported content encoding',
    meaning: 'The body is compressed or coded in another way: see `Accept-Encoding`.',
  },
  expectation_failed: {
    status: 417,
    title: 'Expectation failed',
    meaning: 'The `Expect` header asks for something other than `100-continue`.',
  },
  start_in_past: { status: 422, title: 'Start in the past', meaning: 'A booking starts now or later.' },
  notice_too_short: {
    status: 422,
    title: 'Notice too short',
    meaning: 'The start lies before `earliest`: so much notice is asked for.',
  },
  beyond_horizon: {
    status: 422,
    title: 'Beyond the horizon',
    meaning: 'The start’s local date lies after `lastDate`.',
  },
  before_first_date: {
    status: 422,
    title: 'Before the first date',
    meaning: 'The start’s local date lies before `firstDate`.',
  },
  outside_availability: {
    status: 422,
    title: 'Outside availability',
    meaning: 'The range does not lie in one window of availability.',
  },
  duration_not_offered: {
    status: 422,
    title: 'Duration not offered',
    meaning: 'The range is of none of the lengths in `durationsMinutes`.',
  },
  off_grid: {
    status: 422,
    title: 'Off the grid',
    meaning: 'The range is not made of whole slots; `slotDurations` are the ones there.',
  },
  day_limit_reached: {
    status: 422,
    title: 'Day limit reached',
    meaning: 'So many bookings (`limit`) start in that day already; `per` says whose.',
  },
  week_limit_reached: {
    status: 422,
    title: 'Week limit reached',
    meaning: 'So many bookings (`limit`) start in that week already; `per` says whose.',
  },
  month_limit_reached: {
    status: 422,
    title: 'Month limit reached',
    meaning: 'So many bookings (`limit`) start in that month already; `per` says whose.',
  },
  day_minutes_exceeded: {
    status: 422,
    title: 'Day minutes exceeded',
    meaning: 'With this booking, more minutes than `limit` would start in that day.',
  },
  week_minutes_exceeded: {
    status: 422,
    title: 'Week minutes exceeded',
    meaning: 'With this booking, more minutes than `limit` would start in that week.',
  },
  month_minutes_exceeded: {
    status: 422,
    title: 'Month minutes exceeded',
    meaning: 'With this booking, more minutes than `limit` would start in that month.',
  },
  custom_policy: {
    status: 422,
    title: 'Refused by a policy',
    meaning: 'A policy that this server has added refuses it: `code` is its own, `figures` are its figures.',
  },
  duration_ambiguous: {
    status: 422,
    title: 'Duration ambiguous',
    meaning: 'Slots of several durations start then: send `endTime` or `durationMinutes`.',
  },
  cutoff_passed: {
    status: 422,
    title: 'Cut-off passed',
    meaning: 'Its booker could do this until `cutoff`.',
  },
  too_early: {
    status: 422,
    title: 'Too early',
    meaning: 'The booking has not begun yet; from `earliest` on it can be done.',
  },
  too_many_holds: {
    status: 422,
    title: 'Too many holds',
    meaning: 'The caller has so many live holds (`limit`) already.',
  },
  hold_at_limit: {
    status: 422,
    title: 'Hold at its limit',
    meaning: 'A hold can’t last longer than until `latest`.',
  },
  waitlist_full: {
    status: 422,
    title: 'Waitlist full',
    meaning: 'So many parties (`limit`) wait for the host’s times already.',
  },
  too_many_guest_bookings: {
    status: 422,
    title: 'Too many guest bookings',
    meaning: 'The guest has so many bookings to come (`limit`) already.',
  },
  too_many_api_keys: {
    status: 422,
    title: 'Too many API keys',
    meaning: 'The caller has so many good keys (`limit`) already: revoke one.',
  },
  invitation_refused: {
    status: 422,
    title: 'Invitation refused',
    meaning: 'It is unknown, was used, has expired, or is for another role, address or organisation.',
  },
  key_reused: {
    status: 422,
    title: 'Idempotency key reused',
    meaning: 'The key was used before for another request.',
  },
  precondition_required: {
    status: 428,
    title: 'Precondition required',
    meaning: 'The change needs `If-Match`, so that it undoes nobody else’s.',
  },
  rate_limited: {
    status: 429,
    title: 'Rate limited',
    meaning:
      'Too many requests of the limit `policy`; `Retry-After` says in how many seconds the next is answered.',
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
  overloaded: {
    status: 503,
    title: 'Overloaded',
    meaning: 'The server has more to do than it can; nothing was done, try again.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    meaning: 'The server can’t serve at the moment, or is stopping.',
  },
} as const satisfies Record<ProblemCode, ProblemForm>;

export const PROBLEM_CODES = Object.keys(PROBLEM_FORMS) as readonly ProblemCode[];
