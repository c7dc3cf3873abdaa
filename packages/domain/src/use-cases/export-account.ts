import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { WaitlistEntry } from '../booking/waitlist.js';
import type { Availability } from '../availability/availability.js';
import type { Schedule } from '../availability/schedule.js';
import type { TimeOff } from '../availability/time-off.js';
import type { ApiKey } from '../identity/api-key.js';
import type { Actor, User } from '../identity/user.js';
import { MAX_PAGE_LIMIT, type Page, type PagePosition } from '../ports/queries.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import type { AccountDependencies, Dependencies } from './dependencies.js';
import type { AccountNotFound } from './refusal.js';

/** Everything that is kept of a person. */
export interface AccountExport {
  readonly exportedAt: Instant;
  readonly user: User;
  readonly bookings: readonly Booking[];
  readonly waitlist: readonly WaitlistEntry[];
  readonly apiKeys: readonly ApiKey[];
  /** Of a host. */
  readonly availability: readonly Availability[];
  readonly schedules: readonly Schedule[];
  readonly timeOff: readonly TimeOff[];
  readonly eventTypes: readonly EventType[];
}

/** Everything that is kept of the actor. */
export const exportAccount =
  ({
    users,
    queries,
    apiKeys,
    clock,
  }: Pick<Dependencies, 'users' | 'queries' | 'clock'> & Pick<AccountDependencies, 'apiKeys'>) =>
  async ({ actor }: { readonly actor: Actor }): Promise<Result<AccountExport, AccountNotFound>> => {
    const { userId } = actor;
    const user = await users.byId(userId);
    if (user === undefined) return err({ kind: 'account_not_found' });
    const party = user.role === 'HOST' ? { hostId: userId } : { bookerId: userId };
    return ok({
      exportedAt: clock.now(),
      user,
      bookings: await allOf((page) => queries.bookings(party, page)),
      waitlist: await allOf((page) => queries.waitlist(party, page)),
      apiKeys: await apiKeys.of(userId),
      availability: await allOf((page) => queries.availabilityOf({ hostId: userId }, page)),
      schedules: await queries.schedulesOf(userId),
      timeOff: await allTimeOff(queries, userId),
      eventTypes: await queries.eventTypesOf(userId),
    });
  };

const allOf = async <T extends { readonly startTime: Instant; readonly id: string }>(
  read: (page: { readonly limit: number; readonly after?: PagePosition | undefined }) => Promise<Page<T>>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let after: PagePosition | undefined; ;) {
    const { items, hasMore } = await read({ limit: MAX_PAGE_LIMIT, after });
    all.push(...items);
    const last = items.at(-1);
    if (!hasMore || last === undefined) return all;
    after = { startTime: last.startTime, id: last.id };
  }
};

const allTimeOff = async (queries: Dependencies['queries'], hostId: string): Promise<readonly TimeOff[]> => {
  const all: TimeOff[] = [];
  for (let afterId: string | undefined; ;) {
    const { items, hasMore } = await queries.timeOffOf(hostId, { limit: MAX_PAGE_LIMIT, afterId });
    all.push(...items);
    if (!hasMore) return all;
    afterId = items.at(-1)?.id;
  }
};
