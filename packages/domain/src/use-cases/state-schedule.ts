import {
  checkSchedule,
  MAX_SCHEDULES_PER_HOST,
  type Schedule,
  type ScheduleStatement,
} from '../availability/schedule.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT } from '../time/instant.js';
import { deposeDefault } from './depose-default.js';
import type { Dependencies } from './dependencies.js';
import type { Forbidden, HostNotFound } from './refusal.js';

export interface StateSchedule {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly statement: ScheduleStatement;
  /** Takes the place of the present default. A host's first schedule is its default whatever is said. */
  readonly isDefault: boolean;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** A host says what hours it keeps. */
export const stateSchedule =
  ({ unitOfWork, clock, ids, zones }: Pick<Dependencies, 'unitOfWork' | 'clock' | 'ids' | 'zones'>) =>
  async (
    command: StateSchedule,
  ): Promise<Result<Decided<Schedule>, InvalidInput | Forbidden | HostNotFound | KeyReused>> => {
    const { actor, hostId, statement, idempotency } = command;
    if (!may(actor, 'schedule.state', { hostId })) return err({ kind: 'forbidden', field: 'hostId' });
    const checked = checkSchedule(statement, zones);
    if (!checked.ok) return checked;
    const id = ids.next();
    const reading = { intent: { start: clock.now(), end: MAX_INSTANT } };
    return unitOfWork.decide<Schedule, InvalidInput | HostNotFound>(
      { calendars: [hostId], reading, idempotency },
      ({ calendars, now }) => {
        const state = calendars.get(hostId);
        if (state === undefined) return err({ kind: 'host_not_found', hostId });
        if (state.schedules.length >= MAX_SCHEDULES_PER_HOST) {
          const message = `must have at most ${MAX_SCHEDULES_PER_HOST} schedules`;
          return err(invalidInput([{ field: 'hostId', code: 'too_many', message }]));
        }
        const isDefault = command.isDefault || state.schedules.length === 0;
        const schedule: Schedule = {
          id,
          hostId,
          ...checked.value,
          isDefault,
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        const deposed = isDefault
          ? deposeDefault(state.schedules, actor, now)
          : { schedules: [], events: [] };
        return ok({
          answer: schedule,
          schedules: [...deposed.schedules, schedule],
          events: [
            ...deposed.events,
            { type: 'schedule.stated', calendarId: hostId, at: now, actor, schedule },
          ],
        });
      },
    );
  };
