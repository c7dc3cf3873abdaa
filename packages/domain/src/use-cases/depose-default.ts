import type { Schedule, ScheduleId } from '../availability/schedule.js';
import type { Actor } from '../identity/user.js';
import type { ScheduleEvent } from '../ports/domain-event.js';
import type { Instant } from '../time/instant.js';
import { nextRevision } from './next-revision.js';

/** What is to be written so that no schedule but `except` is the default. */
export const deposeDefault = (
  schedules: readonly Schedule[],
  actor: Actor,
  now: Instant,
  except?: ScheduleId,
): { readonly schedules: readonly Schedule[]; readonly events: readonly ScheduleEvent[] } => {
  const deposed = schedules
    .filter(({ id, isDefault }) => isDefault && id !== except)
    .map((schedule) => ({ ...schedule, isDefault: false, ...nextRevision(schedule, now) }));
  return {
    schedules: deposed,
    events: deposed.map((schedule) => ({
      type: 'schedule.changed',
      calendarId: schedule.hostId,
      at: schedule.updatedAt,
      actor,
      schedule,
    })),
  };
};
