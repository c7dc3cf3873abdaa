import type { Availability, AvailabilityId } from '../availability/availability.js';
import type { CalendarState } from '../booking/calendar-state.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type { Changes } from '../ports/unit-of-work.js';
import type { InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import type { AvailabilityNotFound, RevisionStale } from './refusal.js';

export interface AvailabilityTarget {
  readonly actor: Actor;
  readonly id: AvailabilityId;
  /** The revision that the caller has seen; left out, any will do. */
  readonly expectedRevision?: number | undefined;
}

const MAX_ATTEMPTS = 5;

/**
 * Decides on one availability under its host's lock, seeing the availability and the bookings of its range. The range
 * is known only from an earlier read: where somebody changed it between the read and the lock, it is read again.
 * `reachOf` tells how far the host's other intent must be seen.
 */
export const decideOnAvailability = async <T>(
  { unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>,
  { actor, id, expectedRevision }: AvailabilityTarget,
  decision: (
    availability: Availability,
    state: CalendarState,
    now: Instant,
  ) => Result<Changes<T>, InvalidInput>,
  reachOf: (seen: Availability) => Interval = ({ startTime, endTime }) => ({
    start: startTime,
    end: endTime,
  }),
): Promise<Result<T, InvalidInput | AvailabilityNotFound | RevisionStale>> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const seen = await queries.availability(id);
    if (seen === undefined) return err({ kind: 'availability_not_found' });
    if (!may(actor, 'availability.change', seen)) return err({ kind: 'availability_not_found' });
    const range = Interval.of(seen.startTime, seen.endTime);
    const reading = {
      availabilityId: id,
      intent: reachOf(seen),
      bookings: range,
      eventTypes: 'all' as const,
    };
    const outcome = await unitOfWork.decide<
      T,
      InvalidInput | AvailabilityNotFound | RevisionStale | ChangedMeanwhile
    >({ calendars: [seen.hostId], reading }, ({ calendars, availability, now }) => {
      const state = calendars.get(seen.hostId);
      if (state === undefined || availability === undefined) return err({ kind: 'availability_not_found' });
      const { revision } = availability;
      if (expectedRevision !== undefined && revision !== expectedRevision)
        return err({ kind: 'revision_stale', revision });
      if (revision !== seen.revision) return err({ kind: 'changed_meanwhile' });
      return decision(availability, state, now);
    });
    if (outcome.ok) return ok(outcome.value.answer);
    const { error } = outcome;
    if (error.kind === 'key_reused')
      throw new RangeError('a request without an idempotency key was refused for its key');
    if (error.kind !== 'changed_meanwhile') return err(error);
  }
  throw new ConcurrencyConflict(
    `availability ${id} was changed by others at each of ${MAX_ATTEMPTS} attempts`,
  );
};

interface ChangedMeanwhile {
  readonly kind: 'changed_meanwhile';
}
