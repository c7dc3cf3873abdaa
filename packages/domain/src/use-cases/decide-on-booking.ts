import type { Booking, BookingEventType, BookingId, EventActor } from '../booking/booking.js';
import type { PolicyName } from '../booking/policies/policy.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { Changes, Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { Dependencies } from './dependencies.js';
import { nextRevision } from './next-revision.js';
import type { BookingNotFound } from './refusal.js';
import { decideSeeingEnough, type MustSee, type Needs, type Sight } from './see-enough.js';

export interface BookingCommand {
  readonly actor: Actor;
  readonly id: BookingId;
  readonly idempotency?: IdempotencyKey | undefined;
}

/**
 * Decides on one booking under its host's lock, for one of its parties. `initial` says what is likely to be needed;
 * the decision may ask for more.
 */
export const decideOnBooking = async <R extends { readonly kind: string }>(
  { unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>,
  { actor, id, idempotency }: BookingCommand,
  decision: (booking: Booking, sight: Sight) => Result<Changes<Booking>, R | MustSee>,
  initial: (seen: Booking) => Needs = needsOnly,
): Promise<Result<Decided<Booking>, R | BookingNotFound | KeyReused>> => {
  const seen = await queries.booking(id);
  if (seen === undefined || !may(actor, 'booking.show', seen)) return err({ kind: 'booking_not_found' });
  const needs = initial(seen);
  return decideSeeingEnough<Booking, R | BookingNotFound>(
    unitOfWork,
    idempotency,
    { ...needs, reading: { ...needs.reading, bookingId: id } },
    (sight) => {
      const { booking } = sight.locked;
      return booking === undefined ? err({ kind: 'booking_not_found' }) : decision(booking, sight);
    },
  );
};

/** The booking's calendar, and nothing but the booking. */
const needsOnly = ({ hostId }: Booking): Needs => ({ calendars: [hostId], reading: {} });

/** What one step of a booking's life writes. */
export const stepOf = (
  booking: Booking,
  type: BookingEventType,
  {
    actor,
    overridden = [],
  }: {
    readonly actor: EventActor;
    readonly overridden?: readonly PolicyName[];
  },
): Changes<Booking> => ({
  answer: booking,
  bookings: [booking],
  events: [
    {
      type,
      calendarId: booking.hostId,
      at: booking.updatedAt,
      actor,
      booking,
      ...(overridden.length === 0 ? {} : { overridden }),
    },
  ],
});

/** The next revision of a booking. Members that are given as undefined are taken away. */
export const revised = (booking: Booking, now: Instant, change: Partial<Booking>): Booking => {
  const next = { ...booking, ...change, ...nextRevision(booking, now) };
  return Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined),
  ) as unknown as Booking;
};
