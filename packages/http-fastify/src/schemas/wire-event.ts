import { formatInstant, type DomainEvent, type OutboxEntry } from '@slotkeeper/domain';
import { wireEventType } from './wire-event-type.js';
import { wireSchedule } from './wire-schedule.js';
import { wireAvailability, wireBooking, wireTimeOff, wireWaitlistEntry } from './wire.js';

/**
 * An event of the outbox as JSON, in the words of the HTTP API: `calendarId`, `version`, `type`, `at`, `actor`, and what it
 * is about as the event left it, under the name of its kind: `booking`, `availability`, `schedule`, `timeOff`,
 * `eventType` or `waitlistEntry`.
 */
export const wireEvent = ({ version, event }: OutboxEntry) => ({
  calendarId: event.calendarId,
  version,
  type: event.type,
  at: formatInstant(event.at),
  actor:
    event.actor.role === 'SYSTEM'
      ? { role: event.actor.role }
      : { userId: event.actor.userId, role: event.actor.role },
  ...subjectOf(event),
});

const subjectOf = (event: DomainEvent) => {
  if ('booking' in event)
    return {
      booking: wireBooking(event.booking),
      ...(event.overridden === undefined ? {} : { overridden: [...event.overridden] }),
    };
  if ('availability' in event) return { availability: wireAvailability(event.availability) };
  if ('schedule' in event) return { schedule: wireSchedule(event.schedule) };
  if ('timeOff' in event) return { timeOff: wireTimeOff(event.timeOff) };
  if ('eventType' in event) return { eventType: wireEventType(event.eventType) };
  return { waitlistEntry: wireWaitlistEntry(event.waitlistEntry) };
};
