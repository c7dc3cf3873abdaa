import {
  isBookingEvent,
  type Booking,
  type BookingEnding,
  type DomainEvent,
  type EventType,
} from '@slotkeeper/domain';

/** An ending of which nothing is left but who ended it. */
export const bareEnding = ({ by }: BookingEnding): BookingEnding => ({ by });

/** A booking without what tells who its parties are, but for their ids. */
export const bareBooking = (booking: Booking): Booking => {
  const { guest: _, ending, ...rest } = booking;
  return { ...rest, ...(ending === undefined ? {} : { ending: bareEnding(ending) }) };
};

/** Whether there is more in a booking than {@link bareBooking} leaves. */
export const tellsWho = ({ guest, ending }: Booking): boolean =>
  guest !== undefined || ending?.note !== undefined || ending?.reason !== undefined;

export const bareEventType = (eventType: EventType): EventType => ({ ...eventType, name: '' });

/** An event without names, addresses, notes and reasons. */
export const bareEvent = (event: DomainEvent): DomainEvent => {
  if (isBookingEvent(event)) return { ...event, booking: bareBooking(event.booking) };
  if ('schedule' in event) return { ...event, schedule: { ...event.schedule, name: '' } };
  if ('timeOff' in event) return { ...event, timeOff: { ...event.timeOff, note: '' } };
  if ('eventType' in event) return { ...event, eventType: bareEventType(event.eventType) };
  return event;
};
