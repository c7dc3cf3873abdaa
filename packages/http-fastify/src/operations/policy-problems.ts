import type { PolicyRefusal } from '@slotkeeper/domain';

/** What is answered where a policy refuses a time. */
export const POLICY_PROBLEMS = [
  'start_in_past',
  'notice_too_short',
  'beyond_horizon',
  'before_first_date',
  'outside_availability',
  'duration_not_offered',
  'off_grid',
  'day_limit_reached',
  'week_limit_reached',
  'month_limit_reached',
  'day_minutes_exceeded',
  'week_minutes_exceeded',
  'month_minutes_exceeded',
  'booker_busy',
  'time_taken',
  'seats_taken',
  'custom_policy',
] as const satisfies readonly PolicyRefusal['kind'][];
