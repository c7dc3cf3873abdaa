import type { UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import { DAY_MS, isInstant, MINUTE_MS, type Instant } from '../time/instant.js';
import { invalidInput, type FieldError, type InvalidInput, invalidInstant } from '../invalid-input.js';

/** The id of a one-off availability, a UUID (RFC 9562). */
export type AvailabilityId = string;

/** A one-off range in which a host can be booked: intent, stored as it was given. */
export interface Availability {
  readonly id: AvailabilityId;
  readonly hostId: UserId;
  /** Inclusive. */
  readonly startTime: Instant;
  /** Exclusive. */
  readonly endTime: Instant;
  /** Minutes, whole, 1 to 1440. */
  readonly slotDuration: number;
  /** 1 when stated, one more at each change. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The part of an availability that a host states. */
export interface AvailabilityStatement {
  readonly startTime: Instant;
  readonly endTime: Instant;
  readonly slotDuration: number;
}

/** A slot may last a day at most. */
export const MAX_SLOT_DURATION_MINUTES = 1_440;
/** One statement may span a year at most; longer intent is several statements or a schedule. */
export const MAX_AVAILABILITY_DAYS = 366;

/**
 * Checks what a host states. Every broken rule is reported, not just the first.
 * `unchangedStart` is the start of the availability being changed: it may lie in the past if it stays.
 */
export const checkAvailability = (
  stated: AvailabilityStatement,
  now: Instant,
  unchangedStart?: Instant,
): Result<AvailabilityStatement, InvalidInput> => {
  const { startTime, endTime, slotDuration } = stated;
  const errors: FieldError[] = [];
  const instants = (
    [
      ['startTime', startTime],
      ['endTime', endTime],
    ] as const
  ).filter(([, value]) => !isInstant(value));
  for (const [field] of instants) errors.push(invalidInstant(field));
  const durationValid =
    Number.isInteger(slotDuration) && slotDuration >= 1 && slotDuration <= MAX_SLOT_DURATION_MINUTES;
  if (!durationValid) {
    errors.push({
      field: 'slotDuration',
      code: 'slot_duration_out_of_range',
      message: `must be a whole number of minutes from 1 to ${MAX_SLOT_DURATION_MINUTES}`,
    });
  }
  if (instants.length === 0) {
    if (endTime <= startTime) {
      errors.push({ field: 'endTime', code: 'end_not_after_start', message: 'must be after startTime' });
    } else if (endTime - startTime > MAX_AVAILABILITY_DAYS * DAY_MS) {
      errors.push({
        field: 'endTime',
        code: 'range_too_long',
        message: `must be at most ${MAX_AVAILABILITY_DAYS} days after startTime`,
      });
    } else if (durationValid && slotDuration * MINUTE_MS > endTime - startTime) {
      errors.push({
        field: 'slotDuration',
        code: 'slot_duration_exceeds_range',
        message: 'must not be longer than the range from startTime to endTime',
      });
    }
    if (startTime < now && startTime !== unchangedStart) {
      errors.push({ field: 'startTime', code: 'in_the_past', message: 'must not lie in the past' });
    }
  }
  return errors.length === 0 ? ok({ startTime, endTime, slotDuration }) : err(invalidInput(errors));
};
