import type { Migration } from 'kysely';
import { usersAndCalendars } from './0001-users-and-calendars.js';
import { availability } from './0002-availability.js';
import { bookings } from './0003-bookings.js';
import { outboxAndIdempotency } from './0004-outbox-and-idempotency.js';
import { schedulesAndTimeOff } from './0005-schedules-and-time-off.js';
import { calendarsOfAllUsers } from './0006-calendars-of-all-users.js';
import { eventTypes } from './0007-event-types.js';
import { bookingsOnTerms } from './0008-bookings-on-terms.js';
import { waitlist } from './0009-waitlist.js';
import { rateLimits } from './0010-rate-limits.js';
import { accountsAndTenants } from './0011-accounts-and-tenants.js';
import { eventConsumers } from './0012-event-consumers.js';

/** In order of their names. What has been published is never changed: what comes later is a migration of its own. */
export const ALL_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-users-and-calendars': usersAndCalendars,
  '0002-availability': availability,
  '0003-bookings': bookings,
  '0004-outbox-and-idempotency': outboxAndIdempotency,
  '0005-schedules-and-time-off': schedulesAndTimeOff,
  '0006-calendars-of-all-users': calendarsOfAllUsers,
  '0007-event-types': eventTypes,
  '0008-bookings-on-terms': bookingsOnTerms,
  '0009-waitlist': waitlist,
  '0010-rate-limits': rateLimits,
  '0011-accounts-and-tenants': accountsAndTenants,
  '0012-event-consumers': eventConsumers,
};
