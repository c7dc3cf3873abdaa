import type { Clock, UserId, Users } from '@slotkeeper/domain';

/** Which accounts there are. */
export interface KnownAccounts {
  /** Whether there is one now, or was {@link REMEMBERED_MS} ago. */
  readonly has: (id: UserId) => Promise<boolean>;
  /** Says that an account may be gone: the next time it is looked up. */
  readonly forget: (id: UserId) => void;
}

interface Looking {
  readonly users: Pick<Users, 'byId'>;
  readonly clock: Clock;
}

/** So long may an account that another server has erased be taken for one, in milliseconds. */
export const REMEMBERED_MS = 10_000;

/** The most accounts that are remembered: beyond that, the one that was asked for the longest ago is looked up anew. */
const MAX_REMEMBERED = 50_000;

/** Looks accounts up, and remembers those that were found for a moment. */
export const knownAccounts = (
  { users, clock }: Looking,
  maxRemembered: number = MAX_REMEMBERED,
): KnownAccounts => {
  /** When each was looked up, those asked for the longest ago first. */
  const lookedUpAt = new Map<UserId, number>();
  let timesForgotten = 0;
  const isFresh = (at: number, now: number): boolean => now >= at && now - at < REMEMBERED_MS;
  const remember = (id: UserId, at: number): void => {
    lookedUpAt.delete(id);
    lookedUpAt.set(id, at);
    if (lookedUpAt.size > maxRemembered)
      for (const [oldest] of lookedUpAt) if (lookedUpAt.delete(oldest)) break;
  };
  return {
    has: async (id) => {
      const now = clock.now();
      const before = lookedUpAt.get(id);
      if (before !== undefined && isFresh(before, now)) {
        remember(id, before);
        return true;
      }
      lookedUpAt.delete(id);
      const forgotten = timesForgotten;
      if ((await users.byId(id)) === undefined) return false;
      // What was read before somebody was erased says nothing of the time after.
      if (forgotten === timesForgotten) remember(id, now);
      return true;
    },
    forget: (id) => {
      timesForgotten += 1;
      lookedUpAt.delete(id);
    },
  };
};

const ofServers = new WeakMap<Looking, KnownAccounts>();

/** The accounts that a server knows: all that is built on the same dependencies remembers and forgets together. */
export const knownAccountsOf = (dependencies: Looking): KnownAccounts => {
  const known = ofServers.get(dependencies) ?? knownAccounts(dependencies);
  ofServers.set(dependencies, known);
  return known;
};
