import {
  storesByOrganisation,
  type AccountDependencies,
  type Dependencies,
  type OrganisationId,
  type UserId,
} from '@slotkeeper/domain';
import { knownAccountsOf, type KnownAccounts } from '../authentication/known-accounts.js';

/** All that handlers need of the world. */
export interface HttpDependencies extends Dependencies, AccountDependencies {}

/** What a handler sees of the world. */
export interface TenantDependencies extends HttpDependencies {
  /** Whose things are seen; undefined: those of the installation itself. */
  readonly organisationId: OrganisationId | undefined;
  /** By whom access tokens are taken, whichever organisation they belong to. */
  readonly accounts: KnownAccounts;
}

/** What a request asks for, as far as it tells whose that is. */
interface Asked {
  readonly hostId?: string | undefined;
  readonly eventTypeId?: string | undefined;
}

export interface Tenants {
  /** Everything, for what is done before anybody belongs anywhere: accounts are opened and logged in to. */
  readonly all: TenantDependencies;
  /** What belongs to one organisation; nothing else exists. */
  readonly of: (organisationId: OrganisationId | undefined) => TenantDependencies;
  /** What belongs to the organisation of what is asked for: of the host, or of the event type's host. At once, where that is known. */
  readonly owning: (asked: Asked) => TenantDependencies | Promise<TenantDependencies>;
}

/** So many owners are remembered, for they never change. */
const REMEMBERED = 100_000;

export const tenantsOf = (dependencies: HttpDependencies): Tenants => {
  const stores = storesByOrganisation(dependencies);
  const accounts = knownAccountsOf(dependencies);
  const known = new Map<OrganisationId | undefined, TenantDependencies>();
  const hostOf = remembering(
    async (eventTypeId: string): Promise<UserId | undefined> =>
      // What was withdrawn can be shown as it was.
      (
        (await dependencies.queries.eventType(eventTypeId)) ??
        (await dependencies.queries.eventTypeRevision(eventTypeId, 1))
      )?.hostId,
  );
  const membershipOf = remembering((hostId: UserId) => dependencies.users.membership(hostId));
  const make = (organisationId: OrganisationId | undefined): TenantDependencies => {
    const made = { ...dependencies, ...stores(organisationId), organisationId, accounts };
    known.set(organisationId, made);
    return made;
  };
  const of: Tenants['of'] = (organisationId) => known.get(organisationId) ?? make(organisationId);
  const lookUpOwner = async ({ hostId, eventTypeId }: Asked): Promise<TenantDependencies> => {
    const owner = hostId ?? (eventTypeId === undefined ? undefined : await hostOf.find(eventTypeId));
    return of(owner === undefined ? undefined : (await membershipOf.find(owner))?.organisationId);
  };
  return {
    all: { ...dependencies, organisationId: undefined, accounts },
    of,
    owning: (asked) => {
      const owner = asked.hostId ?? (asked.eventTypeId && hostOf.known(asked.eventTypeId));
      const membership = owner && membershipOf.known(owner);
      return membership ? of(membership.organisationId) : lookUpOwner(asked);
    },
  };
};

/** What was found once is not looked up again; what was not found may be there the next time. */
const remembering = <T>(find: (id: string) => Promise<T | undefined>) => {
  const found = new Map<string, T>();
  const lookUp = async (id: string): Promise<T | undefined> => {
    const now = await find(id);
    if (now === undefined) return undefined;
    if (found.size >= REMEMBERED) found.clear();
    found.set(id, now);
    return now;
  };
  return {
    known: (id: string): T | undefined => found.get(id),
    find: async (id: string): Promise<T | undefined> => found.get(id) ?? lookUp(id),
  };
};
