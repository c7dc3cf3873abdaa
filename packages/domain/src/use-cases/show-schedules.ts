import type { Schedule, ScheduleId } from '../availability/schedule.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { Forbidden, ScheduleNotFound } from './refusal.js';

/** One schedule, for the host that stated it. */
export const showSchedule =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async (query: {
    readonly actor: Actor;
    readonly id: ScheduleId;
  }): Promise<Result<Schedule, ScheduleNotFound>> => {
    const schedule = await queries.schedule(query.id);
    return schedule !== undefined && may(query.actor, 'schedule.show', schedule)
      ? ok(schedule)
      : err({ kind: 'schedule_not_found' });
  };

/** The schedules of a host, for that host, in order of id: at most as many as a host may have. */
export const listSchedules =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async (query: {
    readonly actor: Actor;
    readonly hostId: UserId;
  }): Promise<Result<readonly Schedule[], Forbidden>> =>
    may(query.actor, 'schedule.list', query)
      ? ok(await queries.schedulesOf(query.hostId))
      : err({ kind: 'forbidden', field: 'hostId' });
