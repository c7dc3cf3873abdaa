import type { Availability, AvailabilityId } from '../availability/availability.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { AvailabilityNotFound } from './refusal.js';

/** One availability, for the host that stated it. */
export const showAvailability =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async (query: {
    readonly actor: Actor;
    readonly id: AvailabilityId;
  }): Promise<Result<Availability, AvailabilityNotFound>> => {
    const availability = await queries.availability(query.id);
    return availability !== undefined && may(query.actor, 'availability.show', availability)
      ? ok(availability)
      : err({ kind: 'availability_not_found' });
  };
