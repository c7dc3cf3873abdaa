import type { Booking, BookingId } from '../booking/booking.js';
import { mayBecome } from '../booking/booking-status.js';
import { maySeeBooking } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { BookingNotFound, IllegalTransition } from './refusal.js';

export interface CancelBooking {
  readonly actor: Actor;
  readonly id: BookingId;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** Either party gives a booking up; its time is free at once. Cancelling what is cancelled succeeds and does nothing. */
export const cancelBooking =
  ({ unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>) =>
  async (
    command: CancelBooking,
  ): Promise<Result<Decided<Booking>, BookingNotFound | IllegalTransition | KeyReused>> => {
    const { actor, id, idempotency } = command;
    const seen = await queries.booking(id);
    if (seen === undefined || !maySeeBooking(actor, seen)) return err({ kind: 'booking_not_found' });
    const { hostId } = seen;
    return unitOfWork.decide<Booking, BookingNotFound | IllegalTransition>(
      { calendars: [hostId], reading: { bookingId: id }, idempotency },
      ({ booking, now }) => {
        if (booking === undefined) return err({ kind: 'booking_not_found' });
        if (booking.status === 'cancelled') return ok({ answer: booking, events: [] });
        if (!mayBecome(booking.status, 'cancelled')) {
          return err({ kind: 'illegal_transition', from: booking.status, attempted: 'cancel' });
        }
        const cancelled: Booking = {
          ...booking,
          status: 'cancelled',
          revision: booking.revision + 1,
          updatedAt: now,
        };
        return ok({
          answer: cancelled,
          bookings: [cancelled],
          events: [{ type: 'booking.cancelled', calendarId: hostId, at: now, actor, booking: cancelled }],
        });
      },
    );
  };
