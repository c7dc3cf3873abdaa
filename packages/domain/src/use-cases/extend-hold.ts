import { hasLapsed, type Booking } from '../booking/booking.js';
import { DEFAULT_HOLD_BOUNDS } from '../booking/hold-bounds.js';
import { may } from '../identity/authorization.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { Decided, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS } from '../time/instant.js';
import { decideOnBooking, revised, stepOf, type BookingCommand } from './decide-on-booking.js';
import type { Dependencies } from './dependencies.js';
import { illegal } from './end-booking.js';
import type { BookingNotFound, Forbidden, HoldAtLimit, HoldExpired, IllegalTransition } from './refusal.js';
import { checkCount } from './wanted-time.js';

export interface ExtendHold extends BookingCommand {
  /** From now on; the default length of a hold if left out. */
  readonly minutes?: number | undefined;
}

/**
 * The booker holds on for longer, up to the bound that holds have from their making on. A hold is never shortened: where
 * it lasts as long already, nothing changes.
 */
export const extendHold =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'holdBounds'>) =>
  async (
    command: ExtendHold,
  ): Promise<
    Result<
      Decided<Booking>,
      InvalidInput | BookingNotFound | Forbidden | IllegalTransition | HoldExpired | HoldAtLimit | KeyReused
    >
  > => {
    const bounds = dependencies.holdBounds ?? DEFAULT_HOLD_BOUNDS;
    const { actor, minutes = bounds.defaultMinutes } = command;
    const errors = checkCount('minutes', minutes, bounds.maxMinutes);
    if (errors.length > 0) return err(invalidInput(errors));
    return decideOnBooking<Forbidden | IllegalTransition | HoldExpired | HoldAtLimit>(
      dependencies,
      command,
      (booking, { locked: { now } }) => {
        if (!may(actor, 'hold.extend', booking)) return err({ kind: 'forbidden' });
        const { status, deadline, createdAt, endTime, waitlistEntryId } = booking;
        if (status === 'expired' && booking.expiredFrom === 'held')
          return err({ kind: 'hold_expired', deadline: booking.updatedAt });
        if (status !== 'held' || deadline === undefined) return illegal(booking, 'extend');
        if (hasLapsed(booking, now)) return err({ kind: 'hold_expired', deadline });
        const longest =
          waitlistEntryId === undefined
            ? bounds.maxMinutes
            : Math.max(bounds.maxMinutes, bounds.offerMinutes);
        const latest = Math.min(createdAt + longest * MINUTE_MS, endTime);
        const wanted = now + minutes * MINUTE_MS;
        if (wanted <= deadline) return ok({ answer: booking, events: [] });
        if (latest <= deadline) return err({ kind: 'hold_at_limit', latest });
        const extended = revised(booking, now, { deadline: Math.min(wanted, latest) });
        return ok(stepOf(extended, 'booking.extended', { actor }));
      },
    );
  };
