import type { Booking, BookingId } from '../booking/booking.js';
import { situationOf } from '../booking/calendar-state.js';
import { judge } from '../booking/evaluator.js';
import { maySeeBooking } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { checkWantedRange } from './check-wanted-range.js';
import type { Dependencies } from './dependencies.js';
import { findAlternatives } from './find-alternatives.js';
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

const MAX_ATTEMPTS = 5;

/**
 * Either party moves a booking: the same id, the next revision, the old range in its history. The booking does not
 * stand in its own way. Moving it to where it is succeeds and does nothing.
 */
export const rescheduleBooking =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'zones'>) =>
  async (command: RescheduleBooking): Promise<Result<Decided<Booking>, RescheduleRefusal>> => {
    const { actor, id, startTime, endTime } = command;
    const invalid = checkWantedRange(startTime, endTime);
    if (invalid !== undefined) return err(invalid);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const seen = await dependencies.queries.booking(id);
      if (seen === undefined || !maySeeBooking(actor, seen)) return err({ kind: 'booking_not_found' });
      const wanted = { start: startTime, end: endTime ?? startTime + lengthOf(seen) };
      const outcome = await decideOnMove(dependencies, command, seen, wanted);
      if (outcome.ok) return outcome;
      const { error } = outcome;
      if (error.kind === 'length_changed') continue;
      if (error.kind !== 'time_taken') return err(error);
      return err({ ...error, alternatives: await findAlternatives(dependencies, seen.hostId, wanted, id) });
    }
    throw new ConcurrencyConflict(`booking ${id} was changed by others at each of ${MAX_ATTEMPTS} attempts`);
  };

/** The booking keeps its length, and that was read before the lock: by now it has another. */
interface LengthChanged {
  readonly kind: 'length_changed';
}

const decideOnMove = (
  { unitOfWork, zones }: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'zones'>,
  { actor, id, endTime, idempotency }: RescheduleBooking,
  seen: Booking,
  wanted: Interval,
): Promise<Result<Decided<Booking>, RescheduleRefusal | LengthChanged>> => {
  const { hostId } = seen;
  const reading = { bookingId: id, claims: wanted, intent: wanted };
  return unitOfWork.decide<Booking, RescheduleRefusal | LengthChanged>(
    { calendars: [hostId], reading, idempotency },
    ({ calendars, booking, now }) => {
      const state = calendars.get(hostId);
      if (state === undefined || booking === undefined) return err({ kind: 'booking_not_found' });
      if (booking.status !== 'confirmed') {
        return err({ kind: 'illegal_transition', from: booking.status, attempted: 'reschedule' });
      }
      if (endTime === undefined && lengthOf(booking) !== lengthOf(seen))
        return err({ kind: 'length_changed' });
      if (booking.startTime === wanted.start && booking.endTime === wanted.end) {
        return ok({ answer: booking, events: [] });
      }
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
};

const lengthOf = ({ startTime, endTime }: Booking): number => endTime - startTime;
