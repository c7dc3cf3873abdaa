import {
  formatInstant,
  formatLocal,
  isDateSpan,
  parseInstant,
  type Availability,
  type BookedEventType,
  type Booking,
  type BookingEnding,
  type BookingHistoryEntry,
  type BookingsOutside,
  type Instant,
  type ListedSlot,
  type Slot,
  type TimeOff,
  type WaitlistEntry,
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
export const wireListedSlot = (zone: ZoneTable | undefined) => (slot: ListedSlot) => {
  const { remaining } = slot;
  const local =
    zone === undefined
      ? undefined
      : { localStart: formatLocal(slot.startTime, zone), localEnd: formatLocal(slot.endTime, zone) };
  // Most are no more than this, and lists are long.
  if (local === undefined && remaining === undefined) return wireSlot(slot);
  return { ...wireSlot(slot), ...local, ...(remaining === undefined ? {} : { remaining }) };
};

interface Revised {
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const wireRevision = ({ revision, createdAt, updatedAt }: Revised) => ({
  revision,
  createdAt: formatInstant(createdAt),
  updatedAt: formatInstant(updatedAt),
});

export const wireBooking = (booking: Booking) => {
  const { id, hostId, bookerId, status, attendees, session, deadline, checkedInAt } = booking;
  const { guest, eventType, expiredFrom, waitlistEntryId, ending } = booking;
  return {
    id,
    hostId,
    bookerId,
    ...(guest === undefined ? {} : { guest: { name: guest.name, email: guest.email } }),
    ...wireSlot(booking),
    status,
    ...(eventType === undefined ? {} : wireBookedEventType(eventType)),
    attendees,
    ...(session === undefined ? {} : { sessionId: session.id }),
    ...(deadline === undefined ? {} : { deadline: formatInstant(deadline) }),
    ...(expiredFrom === undefined ? {} : { expiredFrom }),
    ...(waitlistEntryId === undefined ? {} : { waitlistEntryId }),
    ...(ending === undefined ? {} : { ending: wireEnding(ending) }),
    ...(checkedInAt === undefined ? {} : { checkedInAt: formatInstant(checkedInAt) }),
    ...wireRevision(booking),
  };
};

const wireBookedEventType = ({
  id,
  revision,
  bufferBeforeMinutes,
  bufferAfterMinutes,
  cancelCutoffMinutes,
  rescheduleCutoffMinutes,
  approvalMinutes,
}: BookedEventType) => ({
  eventTypeId: id,
  eventTypeRevision: revision,
  bufferBeforeMinutes,
  bufferAfterMinutes,
  ...(cancelCutoffMinutes === undefined ? {} : { cancelCutoffMinutes }),
  ...(rescheduleCutoffMinutes === undefined ? {} : { rescheduleCutoffMinutes }),
  ...(approvalMinutes === undefined ? {} : { approvalMinutes }),
});

const wireEnding = ({ by, reason, note }: BookingEnding) => ({
  by,
  ...(reason === undefined ? {} : { reason }),
  ...(note === undefined ? {} : { note }),
});

export const wireHistoryEntry = (entry: BookingHistoryEntry) => {
  const { revision, type, at, actor, status, overridden, ending } = entry;
  return {
    revision,
    type,
    at: formatInstant(at),
    actor: actor.role === 'SYSTEM' ? { role: actor.role } : { userId: actor.userId, role: actor.role },
    status,
    ...wireSlot(entry),
    ...(overridden === undefined ? {} : { overridden: [...overridden] }),
    ...(ending === undefined ? {} : { ending: wireEnding(ending) }),
  };
};

export const wireWaitlistEntry = (entry: WaitlistEntry) => {
  const { id, hostId, eventTypeId, bookerId, attendees, status, offerId } = entry;
  return {
    id,
    hostId,
    ...(eventTypeId === undefined ? {} : { eventTypeId }),
    bookerId,
    attendees,
    status,
    ...(offerId === undefined ? {} : { offerId }),
    ...wireSlot(entry),
    ...wireRevision(entry),
  };
};

export const wireAvailability = (availability: Availability) => {
  const { id, hostId, slotDuration } = availability;
  return { id, hostId, slotDuration, ...wireSlot(availability), ...wireRevision(availability) };
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
