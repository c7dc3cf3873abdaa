import { parseInstant, type Instant } from '@slotkeeper/domain';
import type { Problem, ProblemCode } from './problem.js';

const at = (time: string): Instant => {
  const parsed = parseInstant(`2030-01-02T${time}:00Z`);
  if (!parsed.ok) throw new RangeError(`not a time of day: ${time}`);
  return parsed.value;
};

type Example<Code extends ProblemCode> = Omit<Extract<Problem, { readonly kind: Code }>, 'kind'>;

const EXAMPLES: { readonly [Code in ProblemCode]: Example<Code> } = {
  invalid_input: {
    errors: [
      { field: 'startTime', code: 'invalid_instant', message: 'names a date that does not exist' },
      { field: 'start', code: 'unknown_field', message: 'is not a field that is known here' },
    ],
  },
  malformed_json: {},
  malformed_request: {},
  unauthenticated: { error: 'invalid_token' },
  invalid_credentials: {},
  forbidden: { field: 'hostId' },
  not_found: {},
  host_not_found: { hostId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a' },
  booking_not_found: {},
  availability_not_found: {},
  schedule_not_found: {},
  time_off_not_found: {},
  method_not_allowed: { allow: ['GET', 'HEAD'] },
  request_timeout: {},
  time_taken: {
    busy: { start: at('10:00'), end: at('10:30') },
    alternatives: [
      { startTime: at('10:30'), endTime: at('11:00') },
      { startTime: at('11:00'), endTime: at('11:30') },
      { startTime: at('11:30'), endTime: at('12:00') },
    ],
  },
  illegal_transition: { from: 'cancelled', attempted: 'reschedule' },
  schedule_is_default: {},
  email_taken: {},
  concurrency_conflict: {},
  revision_stale: { revision: 3 },
  body_too_large: {},
  uri_too_long: {},
  unsupported_media_type: {},
  expectation_failed: {},
  start_in_past: { now: at('12:00') },
  outside_availability: {},
  off_grid: { slotDurations: [30] },
  duration_ambiguous: { slotDurations: [30, 60] },
  key_reused: {},
  headers_too_large: {},
  internal_error: {},
  store_unavailable: { outcome: 'unchanged' },
  not_ready: {},
};

/** One problem of each code, as it could come about, for the documentation. */
export const problemExample = (code: ProblemCode): Problem => ({ kind: code, ...EXAMPLES[code] }) as Problem;
