import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import type { TimeOff } from '../availability/time-off.js';
import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { WaitlistEntry } from '../booking/waitlist.js';
import type { Actor, User } from '../identity/user.js';
import { HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { DEFAULT_NOW } from './manual-clock.js';

const HOST_ID = '0a000000-0000-4000-8000-000000000001';
const USER_ID = '0b000000-0000-4000-8000-000000000001';
const AVAILABILITY_ID = '0c000000-0000-4000-8000-000000000001';
const BOOKING_ID = '0d000000-0000-4000-8000-000000000001';
const SCHEDULE_ID = '0e000000-0000-4000-8000-000000000001';
const TIME_OFF_ID = '0f000000-0000-4000-8000-000000000001';
const EVENT_TYPE_ID = '1a000000-0000-4000-8000-000000000001';
const WAITLIST_ENTRY_ID = '1b000000-0000-4000-8000-000000000001';

/** Ten o'clock on the day of {@link DEFAULT_NOW}: when ranges start that are built without a start. */
const TEN = DEFAULT_NOW + 10 * HOUR_MS;

/**
 * A valid host; what a test is about goes into `overrides`. Built twice without an id it is the same host: give an id
 * to each that is to live in one store. Its address follows from its id.
 */
export const aHost = (overrides: Partial<User> = {}): User =>
  aUser({ id: HOST_ID, role: 'HOST', ...overrides });

/** A valid user that books; see {@link aHost}. */
export const aUser = (overrides: Partial<User> = {}): User => {
  const id = overrides.id ?? USER_ID;
  return {
    id,
    email: `${id}@example.org`,
    name: 'Ada Lovelace',
    role: 'USER',
    timeZone: 'Europe/London',
    createdAt: DEFAULT_NOW,
    ...overrides,
  };
};

/** Somebody as the edge has authenticated them. */
export const actorOf = ({ id, role }: Pick<User, 'id' | 'role'>): Actor => ({ userId: id, role });

/** 10:00 to 13:00 on the day of {@link DEFAULT_NOW} in slots of half an hour, stated by the host of {@link aHost}. */
export const anAvailability = (overrides: Partial<Availability> = {}): Availability => {
  const startTime = overrides.startTime ?? TEN;
  return {
    id: AVAILABILITY_ID,
    hostId: HOST_ID,
    startTime,
    endTime: startTime + 3 * HOUR_MS,
    slotDuration: 30,
    revision: 1,
    createdAt: DEFAULT_NOW,
    updatedAt: DEFAULT_NOW,
    ...overrides,
  };
};

/** Monday to Friday from 9:00 to 17:00 in London in slots of half an hour: the default of the host of {@link aHost}. */
export const aSchedule = (overrides: Partial<Schedule> = {}): Schedule => ({
  id: SCHEDULE_ID,
  hostId: HOST_ID,
  name: 'Office hours',
  timeZone: 'Europe/London',
  weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], start: '09:00', end: '17:00' }],
  recurring: [],
  overrides: [],
  slotDuration: 30,
  isDefault: true,
  revision: 1,
  createdAt: DEFAULT_NOW,
  updatedAt: DEFAULT_NOW,
  ...overrides,
});

/** The hour from 10:00 on the day of {@link DEFAULT_NOW}, taken off by the host of {@link aHost}. */
export const aTimeOff = (overrides: Partial<TimeOff> = {}): TimeOff => ({
  id: TIME_OFF_ID,
  hostId: HOST_ID,
  span: { startTime: TEN, endTime: TEN + HOUR_MS },
  note: 'Dentist',
  createdAt: DEFAULT_NOW,
  ...overrides,
});

/** A confirmed half hour from 10:00 on the day of {@link DEFAULT_NOW}, of {@link aHost} by {@link aUser}. */
export const aBooking = (overrides: Partial<Booking> = {}): Booking => {
  const startTime = overrides.startTime ?? TEN;
  return {
    id: BOOKING_ID,
    hostId: HOST_ID,
    bookerId: USER_ID,
    startTime,
    endTime: startTime + 30 * MINUTE_MS,
    status: 'confirmed',
    attendees: 1,
    revision: 1,
    createdAt: DEFAULT_NOW,
    updatedAt: DEFAULT_NOW,
    ...overrides,
  };
};

/**
 * Half an hour at a time, on no other terms than those of the availability itself: no buffers, no notice, no horizon,
 * no limits, one seat. Of the host of {@link aHost}.
 */
export const anEventType = (overrides: Partial<EventType> = {}): EventType => ({
  id: EVENT_TYPE_ID,
  hostId: HOST_ID,
  name: 'Consultation',
  timeZone: 'Europe/London',
  durationsMinutes: [30],
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minimumNoticeMinutes: 0,
  hostMinimumNoticeMinutes: 0,
  limits: [],
  weekStartsOn: 'MO',
  seats: 1,
  maxConcurrent: 1,
  bookerMustBeFree: false,
  revision: 1,
  createdAt: DEFAULT_NOW,
  updatedAt: DEFAULT_NOW,
  ...overrides,
});

/** {@link aUser} waits for half an hour of {@link aHost} from 10:00 on the day of {@link DEFAULT_NOW}. */
export const aWaitlistEntry = (overrides: Partial<WaitlistEntry> = {}): WaitlistEntry => {
  const startTime = overrides.startTime ?? TEN;
  return {
    id: WAITLIST_ENTRY_ID,
    hostId: HOST_ID,
    bookerId: USER_ID,
    startTime,
    endTime: startTime + 30 * MINUTE_MS,
    attendees: 1,
    status: 'waiting',
    revision: 1,
    createdAt: DEFAULT_NOW,
    updatedAt: DEFAULT_NOW,
    ...overrides,
  };
};
