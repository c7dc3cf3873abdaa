import type { Booking, BookingHistoryEntry, BookingId } from '../booking/booking.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { BookingNotFound } from './refusal.js';

export interface ShowBooking {
  readonly actor: Actor;
  readonly id: BookingId;
}

/** One booking, for its parties; to everybody else it does not exist. */
export const showBooking =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({ actor, id }: ShowBooking): Promise<Result<Booking, BookingNotFound>> => {
    const booking = await queries.booking(id);
    return booking !== undefined && may(actor, 'booking.show', booking)
      ? ok(booking)
      : err({ kind: 'booking_not_found' });
  };

/** What was done to a booking, in order of revision, for its parties. */
export const showBookingHistory =
  (dependencies: Pick<Dependencies, 'queries'>) =>
  async (query: ShowBooking): Promise<Result<readonly BookingHistoryEntry[], BookingNotFound>> => {
    const shown = await showBooking(dependencies)(query);
    return shown.ok ? ok(await dependencies.queries.history(query.id)) : shown;
  };
