import type { Static } from 'typebox';
import { expect } from 'vitest';
import type { AvailabilitySchema } from '../src/schemas/availability.js';
import type { BookingSchema } from '../src/schemas/booking.js';
import type { EventTypeSchema } from '../src/schemas/event-type.js';
import type { ScheduleSchema } from '../src/schemas/schedule.js';
import type { TimeOffStatedAnswer } from '../src/schemas/time-off.js';
import type { WaitlistEntrySchema } from '../src/schemas/waitlist.js';
import { createTestServer, type Account, type TestServer, type TestServerOptions } from './test-server.js';

export type WireBooking = Static<typeof BookingSchema>;
export type WireAvailability = Static<typeof AvailabilitySchema>;
export type WireEventType = Static<typeof EventTypeSchema>;
export type WireWaitlistEntry = Static<typeof WaitlistEntrySchema>;
export type WireSchedule = Static<typeof ScheduleSchema>;
export type WireTimeOffStated = Static<typeof TimeOffStatedAnswer>;

/** A host that is available from 10:00 to 13:00 the day after the clock's, in half hours, and a user who wants to book. */
export interface BookedDay extends TestServer {
  readonly host: Account;
  readonly user: Account;
  readonly availability: WireAvailability;
  readonly book: (startTime: string, endTime?: string) => Promise<WireBooking>;
  /** States an event type of the host, in half hours unless said otherwise. */
  readonly offer: (terms?: object) => Promise<WireEventType>;
}

export const DAY = '2030-01-02';
export const at = (time: string): string => `${DAY}T${time}:00Z`;

export const createBookedDay = async (options: TestServerOptions = {}): Promise<BookedDay> => {
  const server = await createTestServer(options);
  const host = await server.register('HOST');
  const user = await server.register('USER');
  const stated = await server.send('POST /availability', {
    token: host.token,
    body: { hostId: host.id, startTime: at('10:00'), endTime: at('13:00'), slotDuration: 30 },
  });
  const book: BookedDay['book'] = async (startTime, endTime) => {
    const booked = await server.send('POST /bookings', {
      token: user.token,
      body: { hostId: host.id, startTime, ...(endTime === undefined ? {} : { endTime }) },
    });
    return booked.json<WireBooking>();
  };
  const offer: BookedDay['offer'] = async (terms = {}) => {
    const made = await server.send('POST /event-types', {
      token: host.token,
      body: { hostId: host.id, name: 'Visit', durationsMinutes: [30], ...terms },
    });
    expect(made.json()).toMatchObject({ revision: 1 });
    return made.json<WireEventType>();
  };
  return { ...server, host, user, availability: stated.json<WireAvailability>(), book, offer };
};
