import type { Availability } from '../availability/availability.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { AvailabilityFilter, Page, PageRequest } from '../ports/queries.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { Forbidden } from './refusal.js';

export interface ListAvailability {
  readonly actor: Actor;
  readonly filter: AvailabilityFilter;
  readonly page: PageRequest;
}

/** What a host has stated, as it was stated, for that host. Others ask for its slots. */
export const listAvailability =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({ actor, filter, page }: ListAvailability): Promise<Result<Page<Availability>, Forbidden>> =>
    may(actor, 'availability.list', filter)
      ? ok(await queries.availabilityOf(filter, page))
      : err({ kind: 'forbidden', field: 'hostId' });
