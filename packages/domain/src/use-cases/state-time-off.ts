import { checkTimeOff, timeOffInterval, type TimeOff, type TimeOffSpan } from '../availability/time-off.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import { MAX_BOOKINGS_OUTSIDE, type BookingsOutside, type Forbidden, type HostNotFound } from './refusal.js';

export interface StateTimeOff {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly span: TimeOffSpan;
  readonly note: string;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface TimeOffStated {
  readonly timeOff: TimeOff;
  /** The bookings that lie in it, wholly or in part. They stay as they are. */
  readonly bookings: BookingsOutside;
}

/** A host says when it is away. The answer lists the bookings, not yet over, that lie in that time. */
export const stateTimeOff =
  ({ unitOfWork, ids, zones }: Pick<Dependencies, 'unitOfWork' | 'ids' | 'zones'>) =>
  async (
    command: StateTimeOff,
  ): Promise<Result<Decided<TimeOffStated>, InvalidInput | Forbidden | HostNotFound | KeyReused>> => {
    const { actor, hostId, span, note, idempotency } = command;
    if (!may(actor, 'time-off.state', { hostId })) return err({ kind: 'forbidden', field: 'hostId' });
    const checked = checkTimeOff({ span, note }, zones);
    if (!checked.ok) return checked;
    const id = ids.next();
    const reading = { bookings: timeOffInterval(span, zones) };
    return unitOfWork.decide<TimeOffStated, HostNotFound>(
      { calendars: [hostId], reading, idempotency },
      ({ calendars, now }) => {
        const state = calendars.get(hostId);
        if (state === undefined) return err({ kind: 'host_not_found', hostId });
        const timeOff: TimeOff = { id, hostId, span, note, createdAt: now };
        const inside = state.bookings.filter(({ endTime }) => endTime > now);
        return ok({
          answer: {
            timeOff,
            bookings: { count: inside.length, items: inside.slice(0, MAX_BOOKINGS_OUTSIDE) },
          },
          timeOff: [timeOff],
          events: [{ type: 'time-off.stated', calendarId: hostId, at: now, actor, timeOff }],
        });
      },
    );
  };
