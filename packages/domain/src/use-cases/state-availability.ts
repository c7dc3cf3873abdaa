import {
  checkAvailability,
  type Availability,
  type AvailabilityStatement,
} from '../availability/availability.js';
import { mayStateAvailability } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MIN_INSTANT } from '../time/instant.js';
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
    if (!mayStateAvailability(actor, hostId)) return err({ kind: 'forbidden', field: 'hostId' });
    // A statement that makes no sense by itself costs nobody a wait; whether it lies in the past is judged under lock.
    const malformed = checkAvailability(command, MIN_INSTANT);
    if (!malformed.ok) return malformed;
    const id = ids.next();
    return unitOfWork.decide<Availability, InvalidInput | HostNotFound>(
      { calendars: [hostId], reading: {}, idempotency },
      ({ calendars, now }) => {
        if (!calendars.has(hostId)) return err({ kind: 'host_not_found', hostId });
        const stated = checkAvailability(command, now);
        if (!stated.ok) return stated;
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
