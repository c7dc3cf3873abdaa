import { ok, type Booking, type BookingEventType, type DomainEvent, type Store } from '@slotkeeper/domain';
import { actorOf } from '@slotkeeper/domain/testing';
import type { World } from './worlds.js';

const WRITTEN_AS: Readonly<Record<Booking['status'], BookingEventType>> = {
  held: 'booking.held',
  pending: 'booking.requested',
  confirmed: 'booking.confirmed',
  cancelled: 'booking.cancelled',
  declined: 'booking.declined',
  expired: 'booking.expired',
  'no-show': 'booking.no-show',
  completed: 'booking.completed',
};

/** Puts a world into a store, as it is: without asking any rule. */
export const stageWorld = async ({ users, unitOfWork }: Store, world: World): Promise<void> => {
  const { host, elsewhere, ada, bob, schedules, availability, timeOff, eventTypes, bookings } = world;
  await Promise.all([host, elsewhere, ada, bob].map((user) => users.add(user, 'hash')));
  const actor = actorOf(host);
  const at = world.scene.now;
  const eventOf = (booking: Booking): DomainEvent => ({
    type: WRITTEN_AS[booking.status],
    calendarId: booking.hostId,
    at,
    actor,
    booking,
  });
  const here = bookings.filter(({ hostId }) => hostId === host.id);
  const there = bookings.filter(({ hostId }) => hostId === elsewhere.id);
  const [eventType] = eventTypes;
  await unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () =>
    ok({
      answer: null,
      schedules,
      availability,
      timeOff,
      eventTypes,
      bookings: here,
      events: [
        { type: 'event-type.stated', calendarId: host.id, at, actor, eventType },
        ...here.map(eventOf),
      ],
    }),
  );
  if (there.length === 0) return;
  await unitOfWork.decide<null, never>({ calendars: [elsewhere.id], reading: {} }, () =>
    ok({ answer: null, bookings: there, events: there.map(eventOf) }),
  );
};
