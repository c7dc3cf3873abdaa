import { formatInstant, type AccountExport, type ApiKey, type User } from '@slotkeeper/domain';
import { wireEventType } from './wire-event-type.js';
import { wireSchedule } from './wire-schedule.js';
import { wireAvailability, wireBooking, wireTimeOff, wireWaitlistEntry } from './wire.js';

export const wireUser = ({ id, email, name, role, organisationId, timeZone, createdAt }: User) => ({
  id,
  email,
  name,
  role,
  ...(organisationId === undefined ? {} : { organisationId }),
  timeZone,
  createdAt: formatInstant(createdAt),
});

export const wireApiKey = ({ id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiKey) => ({
  id,
  name,
  scopes: [...scopes],
  createdAt: formatInstant(createdAt),
  ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
  ...(lastUsedAt === undefined ? {} : { lastUsedAt: formatInstant(lastUsedAt) }),
  ...(revokedAt === undefined ? {} : { revokedAt: formatInstant(revokedAt) }),
});

export const wireAccountExport = (exported: AccountExport) => ({
  exportedAt: formatInstant(exported.exportedAt),
  user: wireUser(exported.user),
  bookings: exported.bookings.map(wireBooking),
  waitlist: exported.waitlist.map(wireWaitlistEntry),
  apiKeys: exported.apiKeys.map(wireApiKey),
  availability: exported.availability.map(wireAvailability),
  schedules: exported.schedules.map(wireSchedule),
  timeOff: exported.timeOff.map(wireTimeOff),
  eventTypes: exported.eventTypes.map(wireEventType),
});
