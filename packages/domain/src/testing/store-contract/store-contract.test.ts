import { describe, expect, it } from 'vitest';
import { err, ok } from '../../result.js';
import type { Store } from '../../ports/store.js';
import { ExpectationFailed } from '../expectation.js';
import { storeContract } from './store-contract.js';

const never = (): Promise<never> => new Promise(() => {});

/** Accepts everything and does nothing. */
const IDLE: Store = {
  unitOfWork: { decide: async () => ok({ answer: null as never, replayed: false }) },
  queries: {
    calendar: async () => undefined,
    version: async () => undefined,
    booking: async () => undefined,
    bookings: async () => ({ items: [], hasMore: false }),
    history: async () => [],
    availability: async () => undefined,
    availabilityOf: async () => ({ items: [], hasMore: false }),
    schedule: async () => undefined,
    schedulesOf: async () => [],
    timeOff: async () => undefined,
    timeOffOf: async () => ({ items: [], hasMore: false }),
    eventType: async () => undefined,
    eventTypeRevision: async () => undefined,
    eventTypesOf: async () => [],
    waitlistEntry: async () => undefined,
    waitlist: async () => ({ items: [], hasMore: false }),
    lapsed: async () => [],
    events: async () => [],
  },
  users: {
    add: async () => ok(undefined),
    byId: async () => undefined,
    credentials: async () => undefined,
    byIdentity: async () => undefined,
    change: async () => false,
    changePassword: async () => ok(undefined),
    hosts: async () => ({ items: [], hasMore: false }),
    membership: async () => undefined,
    admitGuest: async () => {},
    erase: async () => false,
  },
  logins: {
    begin: async () => ok(undefined),
    byToken: async () => undefined,
    renew: async () => err({ kind: 'token_refused', reason: 'unknown' }),
    end: async () => {},
    endAllOf: async () => {},
  },
  apiKeys: {
    add: async () => ok(undefined),
    byDigest: async () => undefined,
    of: async () => [],
    revoke: async () => undefined,
    noteUse: async () => {},
  },
  invitations: { add: async () => {}, byDigest: async () => undefined },
  organisations: { add: async () => {}, byId: async () => undefined, all: async () => [] },
  answers: { find: async () => undefined },
  outbox: {
    subscribe: async () => true,
    unsubscribe: async () => true,
    consumers: async () => [],
    deliver: async () => ({ delivered: 0, failures: [] }),
  },
  upkeep: { prune: async () => ({ answers: 0, logins: 0, invitations: 0 }) },
};

/** The only promise that doing nothing keeps. */
const KEPT_BY_DOING_NOTHING = 'who has no account is found by neither id nor address';

describe('the contract of a store', () => {
  it('has cases with names of their own', () => {
    const names = storeContract(async () => ({ store: IDLE, teardown: async () => {} })).map(
      ({ name }) => name,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });

  it('is broken by a store that does nothing, and each store is closed all the same', async () => {
    let open = 0;
    const cases = storeContract(async () => {
      open += 1;
      return {
        store: IDLE,
        teardown: async () => {
          open -= 1;
        },
      };
    });
    const outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
    const passed = cases
      .filter((_, index) => outcomes[index]?.status === 'fulfilled')
      .map(({ name }) => name);
    expect(passed).toEqual([KEPT_BY_DOING_NOTHING]);
    expect(open).toBe(0);
  });

  it('tells of a case that never ends, rather than of the teardown that fails after it', async () => {
    const stuck = { ...IDLE, users: { ...IDLE.users, add: never } };
    const [first] = storeContract(
      async () => ({ store: stuck, teardown: () => Promise.reject(new Error('still in use')) }),
      { patienceMs: 1 },
    );
    await expect(first?.run()).rejects.toThrow(/the case did not end within 1 ms/);
  });

  it.each([
    ['fails', () => Promise.reject(new ExpectationFailed('not closed')), /not closed/],
    ['never ends', never, /the teardown did not end/],
  ])('tells of a teardown that %s', async (_, teardown, message) => {
    const cases = storeContract(async () => ({ store: IDLE, teardown }), { patienceMs: 50 });
    const kept = cases.find(({ name }) => name === KEPT_BY_DOING_NOTHING);
    await expect(kept?.run()).rejects.toThrow(message);
  });
});
