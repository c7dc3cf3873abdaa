/**
 * The states of a booking.
 *
 * - `held`: blocks its time until a deadline, before its details are known
 * - `pending`: waits for the host's approval and blocks its time until a deadline
 * - `confirmed`: agreed
 * - `cancelled`, `declined`, `expired`: given up by a party, refused by the host, run out of time; the time is free
 * - `no-show`, `completed`: how a confirmed booking ended; its time stays its own
 */
export type BookingStatus =
  'held' | 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired' | 'no-show' | 'completed';

/**
 * Which state may follow which. A late confirmation is legal (`expired → confirmed`): whether the time is still
 * free is for the evaluator to say. A no-show may be taken back.
 */
export const TRANSITIONS = {
  held: ['pending', 'confirmed', 'cancelled', 'expired'],
  pending: ['confirmed', 'declined', 'cancelled', 'expired'],
  confirmed: ['pending', 'cancelled', 'no-show', 'completed'],
  cancelled: [],
  declined: [],
  expired: ['pending', 'confirmed'],
  'no-show': ['confirmed', 'completed'],
  completed: ['no-show'],
} as const satisfies Record<BookingStatus, readonly BookingStatus[]>;

export const BOOKING_STATUSES = Object.keys(TRANSITIONS) as readonly BookingStatus[];

/** Whether a booking may go from one state to another. Staying is no transition; use cases answer it as success. */
export const mayBecome = (from: BookingStatus, to: BookingStatus): boolean =>
  (TRANSITIONS[from] as readonly BookingStatus[]).includes(to);

const BLOCKING: ReadonlySet<BookingStatus> = new Set([
  'held',
  'pending',
  'confirmed',
  'no-show',
  'completed',
]);

/** Whether a booking in this state keeps its time from others. */
export const blocksTime = (status: BookingStatus): boolean => BLOCKING.has(status);
