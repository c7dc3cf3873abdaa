import type { AvailabilityId } from '../availability/availability.js';
import type { InvalidInput } from '../invalid-input.js';
import { ok, type Result } from '../result.js';
import { bookingsOutside, changedIntent } from './bookings-outside.js';
import { decideOnAvailability, type AvailabilityTarget } from './decide-on-availability.js';
import type { Dependencies } from './dependencies.js';
import type { AvailabilityNotFound, BookingsOutside, RevisionStale } from './refusal.js';

export interface AvailabilityWithdrawn {
  readonly id: AvailabilityId;
  readonly bookingsOutside: BookingsOutside;
}

/** A host takes back what it stated. Bookings stay as they are; the answer says which of them now lie outside. */
export const withdrawAvailability =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'zones'>) =>
  (
    command: AvailabilityTarget,
  ): Promise<Result<AvailabilityWithdrawn, InvalidInput | AvailabilityNotFound | RevisionStale>> =>
    decideOnAvailability<AvailabilityWithdrawn>(dependencies, command, (availability, state, now) => {
      const { id, hostId } = availability;
      return ok({
        answer: {
          id,
          bookingsOutside: bookingsOutside(
            state,
            { before: state, after: changedIntent(state, { availability: { without: id } }) },
            now,
            dependencies.zones,
          ),
        },
        withdrawnAvailability: [id],
        events: [
          { type: 'availability.withdrawn', calendarId: hostId, at: now, actor: command.actor, availability },
        ],
      });
    });
