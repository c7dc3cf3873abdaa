import {
  checkAvailability,
  type Availability,
  type AvailabilityStatement,
} from '../availability/availability.js';
import { checkLinked } from '../availability/check-linked.js';
import type { InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { isInstant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { bookingsOutside, changedIntent } from './bookings-outside.js';
import { decideOnAvailability, type AvailabilityTarget } from './decide-on-availability.js';
import type { Dependencies } from './dependencies.js';
import { nextRevision } from './next-revision.js';
import type { AvailabilityNotFound, BookingsOutside, RevisionStale } from './refusal.js';

export interface ChangeAvailability extends AvailabilityTarget {
  /** What is left out stays as it is. */
  readonly change: Partial<AvailabilityStatement>;
}

export interface AvailabilityChanged {
  readonly availability: Availability;
  readonly bookingsOutside: BookingsOutside;
}

/** A host changes what it stated. Bookings stay as they are; the answer says which of them now lie outside. */
export const changeAvailability =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'zones'>) =>
  (
    command: ChangeAvailability,
  ): Promise<Result<AvailabilityChanged, InvalidInput | AvailabilityNotFound | RevisionStale>> =>
    decideOnAvailability<AvailabilityChanged>(
      dependencies,
      command,
      (availability, state, now) => {
        const { hostId, startTime } = availability;
        const stated = checkAvailability({ ...availability, ...command.change }, now, startTime);
        if (!stated.ok) return stated;
        const others = state.availability.filter(({ id }) => id !== availability.id);
        const tooMany = checkLinked(stated.value, others);
        if (tooMany !== undefined) return err(tooMany);
        const changed: Availability = {
          ...availability,
          ...stated.value,
          ...nextRevision(availability, now),
        };
        return ok({
          answer: {
            availability: changed,
            bookingsOutside: bookingsOutside(
              state,
              {
                before: state,
                after: changedIntent(state, { availability: { without: changed.id, with: changed } }),
              },
              now,
              dependencies.zones,
            ),
          },
          availability: [changed],
          events: [
            {
              type: 'availability.changed',
              calendarId: hostId,
              at: changed.updatedAt,
              actor: command.actor,
              availability: changed,
            },
          ],
        });
      },
      (seen) => spanOf(seen, command.change),
    );

/** From the earliest to the latest bound of what was stated and what shall be; what is no instant is refused later. */
const spanOf = (seen: Availability, change: Partial<AvailabilityStatement>): Interval => {
  const bounds = [seen.startTime, seen.endTime, change.startTime, change.endTime]
    .filter((bound) => bound !== undefined)
    .filter(isInstant);
  return { start: Math.min(...bounds), end: Math.max(...bounds) };
};
