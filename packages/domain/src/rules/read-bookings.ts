import { blocksTime, type BookingStatus } from '../booking/booking-status.js';
import { hasLapsed } from '../booking/booking.js';
import type { Session } from '../booking/sessions.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import type { FieldReader } from './field-reader.js';
import type { RulesBooking, RulesDocument } from './rules-document.js';

/** A booking of a document, with its buffers. */
export interface ReadBooking extends Session {
  readonly booker: string | undefined;
}

/** The bookings of a document that block time now, by where they are from. */
export interface ReadBookings {
  readonly ofEventType: readonly ReadBooking[];
  /** Of the host's other event types. */
  readonly ofOthers: readonly ReadBooking[];
  /** Of other hosts. */
  readonly elsewhere: readonly ReadBooking[];
  /** Of other systems. */
  readonly external: readonly ReadBooking[];
}

export const readBookings = (
  { bookings = [] }: RulesDocument,
  now: Instant,
  reader: FieldReader,
): ReadBookings => {
  const read: Record<keyof ReadBookings, ReadBooking[]> = {
    ofEventType: [],
    ofOthers: [],
    elsewhere: [],
    external: [],
  };
  for (const [index, booking] of bookings.entries()) {
    const field = `bookings[${index}]`;
    const { start, end } = reader.range(field, booking);
    const deadline = readDeadline(`${field}.deadline`, booking, reader);
    const { status = 'confirmed', booker, attendees = 1 } = booking;
    const blocked = {
      start: start - (booking.bufferBeforeMinutes ?? 0) * MINUTE_MS,
      end: end + (booking.bufferAfterMinutes ?? 0) * MINUTE_MS,
    };
    const source = sourceOf(field, booking, reader);
    if (blocksTime(status) && !hasLapsed({ deadline }, now))
      read[source].push({ start, end, blocked, attendees, booker });
  }
  return read;
};

const sourceOf = (
  field: string,
  { elsewhere = false, external = false, eventType = 'this' }: RulesBooking,
  reader: FieldReader,
): keyof ReadBookings => {
  if (elsewhere && external)
    reader.refuse(`${field}.external`, 'elsewhere_or_external', 'must not be given along with elsewhere');
  if (elsewhere) return 'elsewhere';
  if (external) return 'external';
  return eventType === 'this' ? 'ofEventType' : 'ofOthers';
};

const WITH_DEADLINE: ReadonlySet<BookingStatus | undefined> = new Set(['held', 'pending']);

const readDeadline = (
  field: string,
  { deadline, status }: RulesBooking,
  reader: FieldReader,
): Instant | undefined => {
  if (deadline === undefined) return undefined;
  if (!WITH_DEADLINE.has(status))
    reader.refuse(field, 'held_or_pending', 'must be given for what is held or pending only');
  return reader.instant(field, deadline);
};
