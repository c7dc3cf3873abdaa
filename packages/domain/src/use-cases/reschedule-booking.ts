import type { Booking, BookingId } from '../booking/booking.js';
import { situationOf } from '../booking/calendar-state.js';
import { judge } from '../booking/evaluator.js';
import { maySeeBooking } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import { checkWantedRange } from './check-wanted-range.js';
import type { Dependencies } from './dependencies.js';
import { findAlternatives } from './find-alternatives.js';
import { intentStretch } from './intent-stretch.js';
import type { BookingNotFound, BookingRefusal, IllegalTransition } from './refusal.js';

export interface RescheduleBooking {
  readonly actor: Actor;
  readonly id: BookingId;
  readonly startTime: Instant;
  /** Left out, the booking keeps its length. */
  readonly endTime?: Instant | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export type RescheduleRefusal =
  InvalidInput | BookingNotFound | IllegalTransition | BookingRefusal | KeyReused;

/**
 * Either party moves a booking: the same id, the next revision, the old range in its history. The booking does not
 * stand in its own way. Moving it to where it is succeeds and does nothing.
 */
export const rescheduleBooking =
  ({ unitOfWork, queries, clock, zones }: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'zones'>) =>
  async (command: RescheduleBooking): Promise<Result<Decided<Booking>, RescheduleRefusal>> => {
    const { actor, id, startTime, idempotency } = command;
    const invalid = checkWantedRange(startTime, command.endTime);
    if (invalid !== undefined) return err(invalid);
    const seen = await queries.booking(id);
    if (seen === undefined || !maySeeBooking(actor, seen)) return err({ kind: 'booking_not_found' });
    const { hostId } = seen;
    const wanted = { start: startTime, end: command.endTime ?? startTime + (seen.endTime - seen.startTime) };
    const outcome = await unitOfWork.decide<Booking, BookingNotFound | IllegalTransition | BookingRefusal>(
      {
        calendars: [hostId],
        reading: { bookingId: id, claims: wanted, intent: intentStretch(wanted) },
        idempotency,
      },
      ({ calendars, booking, now }) => {
        const state = calendars.get(hostId);
        if (state === undefined || booking === undefined) return err({ kind: 'booking_not_found' });
        if (booking.status !== 'confirmed') {
          return err({ kind: 'illegal_transition', from: booking.status, attempted: 'reschedule' });
        }
        if (booking.startTime === wanted.start && booking.endTime === wanted.end)
          return ok({ answer: booking, events: [] });
        const judgement = judge(wanted, situationOf(state, { now, stretch: wanted, zones, except: id }));
        if (!judgement.ok) return judgement;
        const moved: Booking = {
          ...booking,
          startTime: wanted.start,
          endTime: wanted.end,
          revision: booking.revision + 1,
          updatedAt: now,
        };
        return ok({
          answer: moved,
          bookings: [moved],
          events: [{ type: 'booking.rescheduled', calendarId: hostId, at: now, actor, booking: moved }],
        });
      },
    );
    if (outcome.ok || outcome.error.kind !== 'time_taken') return outcome;
    return err({
      ...outcome.error,
      alternatives: await findAlternatives({ queries, clock, zones }, hostId, wanted, id),
    });
  };
