import { invalidInput, type FieldError, type InvalidInput, invalidInstant } from '../invalid-input.js';
import { DAY_MS, isInstant, type Instant } from '../time/instant.js';

/** One booking may span a year at most. */
export const MAX_BOOKING_DAYS = 366;

/** A range that would end after the last instant there is. */
export const BEYOND_TIME: FieldError = {
  field: 'startTime',
  code: 'out_of_range',
  message: 'must start a range that ends in the year 9999 or before',
};

/** What is wrong with the range of a booking by itself, before anything is looked up; undefined where nothing is. */
export const checkWantedRange = (
  startTime: Instant,
  endTime: Instant | undefined,
): InvalidInput | undefined => {
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ['startTime', startTime],
    ['endTime', endTime],
  ] as const) {
    if (value !== undefined && !isInstant(value)) {
      errors.push(invalidInstant(field));
    }
  }
  if (errors.length === 0 && endTime !== undefined) {
    if (endTime <= startTime) {
      errors.push({ field: 'endTime', code: 'end_not_after_start', message: 'must be after startTime' });
    } else if (endTime - startTime > MAX_BOOKING_DAYS * DAY_MS) {
      errors.push({
        field: 'endTime',
        code: 'range_too_long',
        message: `must be at most ${MAX_BOOKING_DAYS} days after startTime`,
      });
    }
  }
  return errors.length === 0 ? undefined : invalidInput(errors);
};
