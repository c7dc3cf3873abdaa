import type { Booking, Decided } from '@slotkeeper/domain';
import { replayedHeader } from '../requests/idempotency-key.js';
import { entityTag } from '../requests/if-match.js';
import { wireBooking } from '../schemas/wire.js';

/** The answer of an operation that changes a booking. */
export const decidedBooking = ({ answer, replayed }: Decided<Booking>) => ({
  body: wireBooking(answer),
  headers: { ETag: entityTag(answer.revision), ...replayedHeader(replayed) },
});

/** The answer of an operation that makes one. */
export const madeBooking = (decided: Decided<Booking>, prefix: string) => {
  const { body, headers } = decidedBooking(decided);
  return { body, headers: { Location: `${prefix}/bookings/${body.id}`, ...headers } };
};
