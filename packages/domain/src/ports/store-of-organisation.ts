import type { OrganisationId } from '../identity/organisation.js';
import type { UserId } from '../identity/user.js';
import { err } from '../result.js';
import type { Queries } from './queries.js';
import type { Store } from './store.js';
import type { Locked, UnitOfWork } from './unit-of-work.js';
import type { Users } from './users.js';

/** The ports by which things of hosts and users are reached. */
export type TenantPorts = Pick<Store, 'unitOfWork' | 'queries' | 'users'>;

/** So many memberships are remembered, for they never change. */
const REMEMBERED = 100_000;

/**
 * Shows of a store what belongs to one organisation, and nothing else: what belongs to another does not exist, whoever
 * asks for it by whatever id, and no decision sees or changes it. `undefined` is the installation itself, which is an
 * organisation like any other. The memberships that were looked up are remembered, for all organisations together.
 */
export const storesByOrganisation = (
  store: TenantPorts,
): ((organisationId: OrganisationId | undefined) => TenantPorts) => {
  const memberships = new Map<UserId, OrganisationId | undefined>();
  const isKnownToBelong = (id: UserId, organisationId: OrganisationId | undefined): boolean =>
    memberships.has(id) && memberships.get(id) === organisationId;
  const belongs = async (id: UserId, organisationId: OrganisationId | undefined): Promise<boolean> => {
    if (memberships.has(id)) return memberships.get(id) === organisationId;
    const membership = await store.users.membership(id);
    if (membership === undefined) return false;
    if (memberships.size >= REMEMBERED) memberships.clear();
    memberships.set(id, membership.organisationId);
    return membership.organisationId === organisationId;
  };
  return (organisationId) => {
    const isOwn = (id: UserId): Promise<boolean> => belongs(id, organisationId);
    const isKnownOwn = (id: UserId): boolean => isKnownToBelong(id, organisationId);
    return {
      unitOfWork: ownUnitOfWork(store.unitOfWork, organisationId),
      queries: ownQueries(store.queries, organisationId, { isOwn, isKnownOwn }),
      users: ownUsers(store.users, organisationId, isOwn),
    };
  };
};

const ownUnitOfWork = ({ decide }: UnitOfWork, organisationId: OrganisationId | undefined): UnitOfWork => ({
  decide: (request, decision) => decide(request, (locked) => decision(ownLocked(locked, organisationId))),
});

const ownLocked = (locked: Locked, organisationId: OrganisationId | undefined): Locked => {
  const all = [...locked.calendars];
  const own = all.filter(([, calendar]) => calendar.organisationId === organisationId);
  if (own.length === all.length) return locked;
  const calendars = new Map(own);
  const of = <T extends { readonly hostId: UserId }>(thing: T | undefined): T | undefined =>
    thing !== undefined && calendars.has(thing.hostId) ? thing : undefined;
  return {
    now: locked.now,
    calendars,
    booking: of(locked.booking),
    availability: of(locked.availability),
    timeOff: of(locked.timeOff),
    waitlistEntry: of(locked.waitlistEntry),
  };
};

const ownQueries = (
  queries: Queries,
  organisationId: OrganisationId | undefined,
  {
    isOwn,
    isKnownOwn,
  }: {
    readonly isOwn: (id: UserId) => Promise<boolean>;
    /** Without asking anybody: of some that are its own it does not know. */
    readonly isKnownOwn: (id: UserId) => boolean;
  },
): Queries => {
  const own = async <T extends { readonly hostId: UserId }>(thing: T | undefined): Promise<T | undefined> =>
    thing !== undefined && (await isOwn(thing.hostId)) ? thing : undefined;
  const ofOwn = async <T>(id: UserId, list: () => Promise<T>, none: T): Promise<T> =>
    (await isOwn(id)) ? list() : none;
  const noPage = { items: [], hasMore: false };
  return {
    calendar: async (id, reading) => {
      const state = await queries.calendar(id, reading);
      return state?.organisationId === organisationId ? state : undefined;
    },
    version: async (id) => ((await isOwn(id)) ? queries.version(id) : undefined),
    booking: async (id) => own(await queries.booking(id)),
    bookings: (filter, page) =>
      ofOwn(filter.hostId ?? filter.bookerId ?? '', () => queries.bookings(filter, page), noPage),
    history: async (id) => ((await own(await queries.booking(id))) === undefined ? [] : queries.history(id)),
    availability: async (id) => own(await queries.availability(id)),
    availabilityOf: (filter, page) =>
      ofOwn(filter.hostId, () => queries.availabilityOf(filter, page), noPage),
    schedule: async (id) => own(await queries.schedule(id)),
    schedulesOf: (hostId) => ofOwn(hostId, () => queries.schedulesOf(hostId), []),
    timeOff: async (id) => own(await queries.timeOff(id)),
    timeOffOf: (hostId, page) => ofOwn(hostId, () => queries.timeOffOf(hostId, page), noPage),
    eventType: async (id) => own(await queries.eventType(id)),
    recentEventType: (id) => {
      const recent = queries.recentEventType?.(id);
      return recent !== undefined && isKnownOwn(recent.hostId) ? recent : undefined;
    },
    eventTypeRevision: async (id, revision) => own(await queries.eventTypeRevision(id, revision)),
    eventTypesOf: (hostId) => ofOwn(hostId, () => queries.eventTypesOf(hostId), []),
    waitlistEntry: async (id) => own(await queries.waitlistEntry(id)),
    waitlist: (filter, page) =>
      ofOwn(filter.hostId ?? filter.bookerId ?? '', () => queries.waitlist(filter, page), noPage),
    lapsed: async (now, limit) => {
      const lapsed = await queries.lapsed(now, limit);
      const kept = await Promise.all(lapsed.map(async (booking) => own(booking)));
      return kept.filter((booking) => booking !== undefined);
    },
    events: (calendarId, page) => ofOwn(calendarId, () => queries.events(calendarId, page), []),
  };
};

const ownUsers = (
  users: Users,
  organisationId: OrganisationId | undefined,
  isOwn: (id: UserId) => Promise<boolean>,
): Users => {
  const own = <T extends { readonly organisationId?: OrganisationId | undefined }>(
    user: T | undefined,
  ): T | undefined => (user?.organisationId === organisationId ? user : undefined);
  return {
    add: (user, passwordHash, opening) =>
      users.add(
        { ...user, ...(organisationId === undefined ? {} : { organisationId }) },
        passwordHash,
        opening,
      ),
    byId: async (id) => own(await users.byId(id)),
    credentials: (email) => users.credentials(email, organisationId),
    byIdentity: async (identity) => own(await users.byIdentity(identity)),
    change: async (id, change) => (await isOwn(id)) && users.change(id, change),
    changePassword: async (change) =>
      (await isOwn(change.id)) ? users.changePassword(change) : err({ kind: 'user_unknown' }),
    hosts: (page) => users.hosts({ ...page, organisationId }),
    membership: async (id) => ((await isOwn(id)) ? users.membership(id) : undefined),
    admitGuest: (id) => users.admitGuest(id, organisationId),
    erase: async (id, at) => (await isOwn(id)) && users.erase(id, at),
  };
};
