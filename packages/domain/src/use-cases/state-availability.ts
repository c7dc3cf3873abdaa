import {
  checkAvailability,
  type Availability,
  type AvailabilityStatement,
} from '../availability/availability.js';
import { checkLinked } from '../availability/check-linked.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MIN_INSTANT } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import type { Forbidden, HostNotFound } from './refusal.js';

export interface StateAvailability extends AvailabilityStatement {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** A host says when it can be booked, once. */
export const stateAvailability =
  ({ unitOfWork, ids }: Pick<Dependencies, 'unitOfWork' | 'ids'>) =>
  async (
    command: StateAvailability,
  ): Promise<Result<Decided<Availability>, InvalidInput | Forbidden | HostNotFound | KeyReused>> => {
    const { actor, hostId, idempotency } = command;
    if (!may(actor, 'availability.state', { hostId })) return err({ kind: 'forbidden', field: 'hostId' });
    // A statement that makes no sense by itself costs nobody a wait; whether it lies in the past is judged under lock.
    const formed = checkAvailability(command, MIN_INSTANT);
    if (!formed.ok) return formed;
    const id = ids.next();
    return unitOfWork.decide<Availability, InvalidInput | HostNotFound>(
      { calendars: [hostId], reading: { intent: rangeOf(formed.value) }, idempotency },
      ({ calendars, now }) => {
        const state = calendars.get(hostId);
        if (state === undefined) return err({ kind: 'host_not_found', hostId });
        const stated = checkAvailability(command, now);
        if (!stated.ok) return stated;
        const tooMany = checkLinked(stated.value, state.availability);
        if (tooMany !== undefined) return err(tooMany);
        const availability: Availability = {
          id,
          hostId,
          ...stated.value,
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        return ok({
          answer: availability,
          availability: [availability],
          events: [{ type: 'availability.stated', calendarId: hostId, at: now, actor, availability }],
        });
      },
    );
  };

const rangeOf = ({ startTime, endTime }: AvailabilityStatement): Interval => ({
  start: startTime,
  end: endTime,
});
