import type { ScheduleId } from '../availability/schedule.js';
import { err, ok, type Result } from '../result.js';
import { bookingsOutside, changedIntent } from './bookings-outside.js';
import { decideOnSchedule, type ScheduleRefusal, type ScheduleTarget } from './decide-on-schedule.js';
import type { Dependencies } from './dependencies.js';
import type { BookingsOutside } from './refusal.js';

export interface ScheduleWithdrawn {
  readonly id: ScheduleId;
  readonly bookingsOutside: BookingsOutside;
}

/** A host no longer keeps these hours. The default schedule goes last, and none goes that an event type names. Bookings stay as they are. */
export const withdrawSchedule =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'zones'>) =>
  (command: ScheduleTarget): Promise<Result<ScheduleWithdrawn, ScheduleRefusal>> =>
    decideOnSchedule<ScheduleWithdrawn>(dependencies, command, (schedule, state, now) => {
      const { id, hostId, isDefault } = schedule;
      if (isDefault && state.schedules.length > 1) return err({ kind: 'schedule_is_default' });
      const users = state.eventTypes.filter(({ scheduleId }) => scheduleId === id);
      if (users.length > 0)
        return err({ kind: 'schedule_in_use', eventTypeIds: users.map((eventType) => eventType.id) });
      const after = changedIntent(state, { schedules: { without: id } });
      return ok({
        answer: {
          id,
          bookingsOutside: bookingsOutside(state, { before: state, after }, now, dependencies.zones),
        },
        withdrawnSchedules: [id],
        events: [{ type: 'schedule.withdrawn', calendarId: hostId, at: now, actor: command.actor, schedule }],
      });
    });
