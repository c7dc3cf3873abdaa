import type { UserId } from '@slotkeeper/domain';

/** Something that a host and a booker have between them. */
interface Shared {
  readonly id: string;
  readonly hostId: UserId;
  readonly bookerId: UserId;
}

/** Who is a party to what, so that a list of one user's costs nothing for the others'. */
export interface ByParty {
  readonly add: (item: Shared) => void;
  /** The ids of what one party has that the filter names; the filter's other members are not looked at. */
  readonly candidates: (filter: {
    readonly hostId?: UserId | undefined;
    readonly bookerId?: UserId | undefined;
  }) => Iterable<string>;
}

export const createByParty = (): ByParty => {
  const byHost = new Map<UserId, Set<string>>();
  const byBooker = new Map<UserId, Set<string>>();
  return {
    add: ({ id, hostId, bookerId }) => {
      addTo(byHost, hostId, id);
      addTo(byBooker, bookerId, id);
    },
    candidates: ({ hostId, bookerId }) => {
      if (bookerId !== undefined) return byBooker.get(bookerId) ?? [];
      if (hostId !== undefined) return byHost.get(hostId) ?? [];
      throw new RangeError('a list needs a hostId or a bookerId');
    },
  };
};

const addTo = (sets: Map<UserId, Set<string>>, userId: UserId, id: string): void => {
  const there = sets.get(userId);
  if (there === undefined) sets.set(userId, new Set([id]));
  else there.add(id);
};
