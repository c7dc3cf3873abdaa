import type { Schedule, ScheduleId } from '../availability/schedule.js';
import type { CalendarState } from '../booking/calendar-state.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Changes } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, type Instant } from '../time/instant.js';
import type { Dependencies } from './dependencies.js';
import type { RevisionStale, ScheduleInUse, ScheduleIsDefault, ScheduleNotFound } from './refusal.js';

export interface ScheduleTarget {
  readonly actor: Actor;
  readonly id: ScheduleId;
  /** The revision that the caller has seen; left out, any will do. */
  readonly expectedRevision?: number | undefined;
}

export type ScheduleRefusal =
  InvalidInput | ScheduleNotFound | ScheduleIsDefault | ScheduleInUse | RevisionStale;

/** Decides on one schedule under its host's lock, seeing all that the host has stated and the bookings to come. */
export const decideOnSchedule = async <T>(
  { unitOfWork, queries, clock }: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock'>,
  { actor, id, expectedRevision }: ScheduleTarget,
  decision: (
    schedule: Schedule,
    state: CalendarState,
    now: Instant,
  ) => Result<Changes<T>, InvalidInput | ScheduleIsDefault | ScheduleInUse>,
): Promise<Result<T, ScheduleRefusal>> => {
  const seen = await queries.schedule(id);
  if (seen === undefined || !may(actor, 'schedule.change', seen)) return err({ kind: 'schedule_not_found' });
  const { hostId } = seen;
  const future = { start: clock.now(), end: MAX_INSTANT };
  const outcome = await unitOfWork.decide<T, ScheduleRefusal>(
    { calendars: [hostId], reading: { intent: future, bookings: future, eventTypes: 'all' } },
    ({ calendars, now }) => {
      const state = calendars.get(hostId);
      const schedule = state?.schedules.find((candidate) => candidate.id === id);
      if (state === undefined || schedule === undefined) return err({ kind: 'schedule_not_found' });
      const { revision } = schedule;
      if (expectedRevision !== undefined && revision !== expectedRevision) {
        return err({ kind: 'revision_stale', revision });
      }
      return decision(schedule, state, now);
    },
  );
  if (outcome.ok) return ok(outcome.value.answer);
  const { error } = outcome;
  if (error.kind === 'key_reused') {
    throw new RangeError('a request without an idempotency key was refused for its key');
  }
  return err(error);
};
