import { checkSchedule, type Schedule, type ScheduleStatement } from '../availability/schedule.js';
import { err, ok, type Result } from '../result.js';
import { bookingsOutside, changedIntent } from './bookings-outside.js';
import { decideOnSchedule, type ScheduleRefusal, type ScheduleTarget } from './decide-on-schedule.js';
import type { Dependencies } from './dependencies.js';
import { deposeDefault } from './depose-default.js';
import { nextRevision } from './next-revision.js';
import type { BookingsOutside } from './refusal.js';

export interface ChangeSchedule extends ScheduleTarget {
  /** The whole schedule as it shall be. */
  readonly statement: ScheduleStatement;
  /** Left out, it stays as it is. The default is changed by making another schedule the default. */
  readonly isDefault?: boolean | undefined;
}

export interface ScheduleChanged {
  readonly schedule: Schedule;
  readonly bookingsOutside: BookingsOutside;
}

/** A host changes its hours. Bookings stay as they are; the answer says which of those to come now lie outside. */
export const changeSchedule =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'zones'>) =>
  async (command: ChangeSchedule): Promise<Result<ScheduleChanged, ScheduleRefusal>> => {
    const { actor, statement, isDefault } = command;
    const { zones } = dependencies;
    const checked = checkSchedule(statement, zones);
    if (!checked.ok) return checked;
    return decideOnSchedule<ScheduleChanged>(dependencies, command, (schedule, state, now) => {
      if (schedule.isDefault && isDefault === false) return err({ kind: 'schedule_is_default' });
      const { id, hostId, createdAt } = schedule;
      const changed: Schedule = {
        id,
        hostId,
        ...checked.value,
        isDefault: isDefault ?? schedule.isDefault,
        createdAt,
        ...nextRevision(schedule, now),
      };
      const deposed = changed.isDefault
        ? deposeDefault(state.schedules, actor, now, id)
        : { schedules: [], events: [] };
      const schedules = [...deposed.schedules, changed];
      const after = schedules.reduce(
        (intent, next) => changedIntent(intent, { schedules: { without: next.id, with: next } }),
        changedIntent(state, {}),
      );
      return ok({
        answer: {
          schedule: changed,
          bookingsOutside: bookingsOutside(state, { before: state, after }, now, zones),
        },
        schedules,
        events: [
          ...deposed.events,
          { type: 'schedule.changed', calendarId: hostId, at: changed.updatedAt, actor, schedule: changed },
        ],
      });
    });
  };
