import {
  formatInstant,
  formatLocal,
  isDateSpan,
  parseInstant,
  type Availability,
  type Booking,
  type BookingHistoryEntry,
  type BookingsOutside,
  type Instant,
  type Slot,
  type TimeOff,
  type User,
  type ZoneTable,
} from '@slotkeeper/domain';

/** The instant of a text that has passed its schema. @throws RangeError for any other. */
export const instantOf = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new RangeError(`not an instant: ${text}`);
  return parsed.value;
};

export const optionalInstantOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : instantOf(text);

export const wireSlot = ({ startTime, endTime }: Slot) => ({
  startTime: formatInstant(startTime),
  endTime: formatInstant(endTime),
});

/** With the local times of a zone, where one was asked for. */
export const wireListedSlot =
  (zone: ZoneTable | undefined) =>
  (slot: Slot): { startTime: string; endTime: string; localStart?: string; localEnd?: string } =>
    zone === undefined
      ? wireSlot(slot)
      : {
          ...wireSlot(slot),
          localStart: formatLocal(slot.startTime, zone),
          localEnd: formatLocal(slot.endTime, zone),
        };

interface Revised extends Slot {
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const wireRevised = ({ startTime, endTime, revision, createdAt, updatedAt }: Revised) => ({
  ...wireSlot({ startTime, endTime }),
  revision,
  createdAt: formatInstant(createdAt),
  updatedAt: formatInstant(updatedAt),
});

export const wireBooking = (booking: Booking) => {
  const { id, hostId, bookerId, status } = booking;
  return { id, hostId, bookerId, status, ...wireRevised(booking) };
};

export const wireHistoryEntry = ({
  revision,
  type,
  at,
  actor,
  status,
  startTime,
  endTime,
}: BookingHistoryEntry) => ({
  revision,
  type,
  at: formatInstant(at),
  actor: { userId: actor.userId, role: actor.role },
  status,
  ...wireSlot({ startTime, endTime }),
});

export const wireAvailability = (availability: Availability) => {
  const { id, hostId, slotDuration } = availability;
  return { id, hostId, slotDuration, ...wireRevised(availability) };
};

export const wireBookingsOutside = ({ count, items }: BookingsOutside) => ({
  count,
  items: items.map(wireBooking),
});

export const wireTimeOff = ({ id, hostId, span, note, createdAt }: TimeOff) => ({
  id,
  hostId,
  ...(isDateSpan(span)
    ? { startDate: span.startDate, endDate: span.endDate, timeZone: span.timeZone }
    : wireSlot(span)),
  note,
  createdAt: formatInstant(createdAt),
});

export const wireUser = ({ id, email, name, role, timeZone, createdAt }: User) => ({
  id,
  email,
  name,
  role,
  timeZone,
  createdAt: formatInstant(createdAt),
});
