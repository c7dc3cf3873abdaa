import { parseInstant, type Instant, type LimitRefusal, type LimitRefusalKind } from '@slotkeeper/domain';
import type { Problem, ProblemCode } from './problem.js';

const at = (time: string): Instant => {
  const parsed = parseInstant(`2030-01-02T${time}:00Z`);
  if (!parsed.ok) throw new RangeError(`not a time of day: ${time}`);
  return parsed.value;
};

type Example<Code extends ProblemCode> = Omit<
  Code extends LimitRefusalKind ? LimitRefusal : Extract<Problem, { readonly kind: Code }>,
  'kind'
>;

const ID = '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a';
const ALTERNATIVES = [
  { startTime: at('10:30'), endTime: at('11:00') },
  { startTime: at('11:00'), endTime: at('11:30') },
  { startTime: at('11:30'), endTime: at('12:00') },
];

const EXAMPLES: { readonly [Code in ProblemCode]: Example<Code> } = {
  invalid_input: {
    errors: [
      { field: 'startTime', code: 'invalid_instant', message: 'names a date that does not exist' },
      { field: 'start', code: 'unknown_field', message: 'is not a field that is known here' },
    ],
  },
  malformed_json: {},
  json_too_deep: {},
  malformed_request: {},
  unauthenticated: { error: 'invalid_token' },
  invalid_credentials: {},
  account_not_found: {},
  refresh_token_refused: {},
  forbidden: { field: 'hostId' },
  insufficient_scope: { scope: 'bookings:write' },
  registration_closed: { mode: 'invitation' },
  guests_not_allowed: {},
  not_found: {},
  host_not_found: { hostId: ID },
  booking_not_found: {},
  availability_not_found: {},
  schedule_not_found: {},
  time_off_not_found: {},
  event_type_not_found: {},
  booker_not_found: {},
  waitlist_entry_not_found: {},
  api_key_not_found: {},
  organisation_not_found: {},
  method_not_allowed: { allow: ['GET', 'HEAD'] },
  request_timeout: {},
  time_taken: {
    busy: { start: at('10:00'), end: at('10:30') },
    alternatives: ALTERNATIVES,
  },
  seats_taken: { remaining: 2, attendees: 3, alternatives: ALTERNATIVES },
  booker_busy: { busy: { start: at('10:00'), end: at('11:00') }, alternatives: ALTERNATIVES },
  hold_expired: { deadline: at('09:10') },
  slot_available: {},
  waitlist_offered: { offerId: ID },
  schedule_in_use: { eventTypeIds: [ID] },
  illegal_transition: { from: 'cancelled', attempted: 'reschedule' },
  schedule_is_default: {},
  email_taken: {},
  concurrency_conflict: {},
  key_in_flight: {},
  revision_stale: { revision: 3 },
  body_too_large: {},
  uri_too_long: {},
  unsupported_media_type: {},
  unsupported_content_encoding: {},
  expectation_failed: {},
  start_in_past: { now: at('12:00') },
  notice_too_short: { earliest: at('14:00'), alternatives: [] },
  beyond_horizon: { date: '2030-03-01', lastDate: '2030-02-28', alternatives: [] },
  before_first_date: { date: '2030-01-02', firstDate: '2030-02-01', alternatives: [] },
  outside_availability: { alternatives: ALTERNATIVES },
  duration_not_offered: { durationsMinutes: [30, 60], alternatives: ALTERNATIVES },
  off_grid: { slotDurations: [30] },
  day_limit_reached: { per: 'host', booked: 5, limit: 5 },
  week_limit_reached: { per: 'host', booked: 5, limit: 5 },
  month_limit_reached: { per: 'host', booked: 5, limit: 5 },
  day_minutes_exceeded: { per: 'event-type', booked: 450, limit: 480 },
  week_minutes_exceeded: { per: 'event-type', booked: 450, limit: 480 },
  month_minutes_exceeded: { per: 'event-type', booked: 450, limit: 480 },
  custom_policy: { code: 'lunch_break', figures: { from: '12:00', until: '13:00' } },
  duration_ambiguous: { slotDurations: [30, 60] },
  cutoff_passed: { attempted: 'cancel', cutoff: at('09:00') },
  too_early: { attempted: 'no-show', earliest: at('10:00') },
  too_many_holds: { limit: 5 },
  hold_at_limit: { latest: at('10:00') },
  waitlist_full: { limit: 500 },
  too_many_guest_bookings: { limit: 5 },
  too_many_api_keys: { limit: 50 },
  invitation_refused: {},
  key_reused: {},
  precondition_required: {},
  rate_limited: { policy: 'address', retryAfterSeconds: 7 },
  headers_too_large: {},
  internal_error: {},
  store_unavailable: { outcome: 'unchanged' },
  overloaded: {},
  not_ready: {},
};

/** One problem of each code, as it could come about, for the documentation. */
export const problemExample = (code: ProblemCode): Problem => ({ kind: code, ...EXAMPLES[code] }) as Problem;
