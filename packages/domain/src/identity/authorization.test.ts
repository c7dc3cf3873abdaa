import { describe, expect, it } from 'vitest';
import { ACCESS_TABLE, type Action, type Standing } from './access-table.js';
import { denialOf, may, type Caller } from './authorization.js';
import { SCOPES } from './scope.js';
import type { Actor } from './user.js';

const HOST = 'h';
const BOOKER = 'b';
const thing = { hostId: HOST, bookerId: BOOKER };
const actors = {
  owner: { userId: HOST, role: 'HOST' },
  otherHost: { userId: 'h2', role: 'HOST' },
  booker: { userId: BOOKER, role: 'USER' },
  otherUser: { userId: 'b2', role: 'USER' },
  // Ids alone are no standing: the role must fit.
  userWithHostId: { userId: HOST, role: 'USER' },
  hostWithBookerId: { userId: BOOKER, role: 'HOST' },
} as const satisfies Record<string, Actor>;
type Name = keyof typeof actors;

const ACTIONS = Object.keys(ACCESS_TABLE) as Action[];

/** Who may do what, said a second time, by who may rather than by action. */
const OF_HOSTS_ONLY =
  /^(availability|schedule|time-off)\.|^event-type\.(state|preview|change|withdraw)$|^booking\.(make-for|approve|decline|record-attendance|manage)$/;
const OF_PARTIES = /^booking\.(show|history|cancel|reschedule)$|^waitlist\.(show|leave)$/;
const OF_BOOKER = /^hold\.(confirm|extend|release)$/;
const OF_USERS = /^(hold\.make|booking\.make|waitlist\.join)$/;

const expected = (action: Action): readonly Name[] => {
  if (OF_HOSTS_ONLY.test(action)) return ['owner'];
  if (OF_PARTIES.test(action)) return ['owner', 'booker'];
  if (OF_BOOKER.test(action)) return ['booker'];
  if (OF_USERS.test(action)) return ['booker', 'otherUser', 'userWithHostId'];
  return Object.keys(actors) as Name[];
};

describe('may', () => {
  it.each(ACTIONS)('%s is allowed to whom it is meant for, and to nobody else', (action) => {
    const allowed = (Object.keys(actors) as Name[]).filter((name) => may(actors[name], action, thing));
    expect(allowed).toEqual(expected(action));
  });

  it('gives no standing to a thing of nobody', () => {
    expect(may(actors.owner, 'availability.state')).toBe(false);
    expect(may({ userId: undefined as never, role: 'HOST' }, 'availability.state', { hostId: 'h' })).toBe(
      false,
    );
  });
});

describe('the table', () => {
  it('lets nobody in without a proof but to what is public, and to booking as a guest', () => {
    const open = ACTIONS.filter((action) => denialOf(undefined, action) === undefined);
    expect(open).toEqual(['event-type.list', 'event-type.show', 'slot.list', 'slot.explain', 'booking.make']);
  });

  it('asks for a login where accounts and keys are concerned, and for a scope everywhere else', () => {
    const byLogin = ACTIONS.filter((action) => ACCESS_TABLE[action].scope === 'login');
    expect(byLogin).toEqual(ACTIONS.filter((action) => /^(account|api-key)\./.test(action)));
    const scopes = new Set(ACTIONS.map((action) => ACCESS_TABLE[action].scope));
    expect([...scopes].filter((scope) => scope !== 'login').toSorted()).toEqual([...SCOPES].toSorted());
  });

  it('has reading scopes for what only shows, and writing scopes for what changes', () => {
    const shows = /\.(show|list|history|preview|explain)$/;
    for (const action of ACTIONS) {
      const { scope } = ACCESS_TABLE[action];
      if (scope === 'login' || action === 'availability.preview') continue;
      expect(`${action} ${scope.split(':')[1]}`).toBe(`${action} ${shows.test(action) ? 'read' : 'write'}`);
    }
  });

  it('knows no standing that nobody can have', () => {
    const standings = new Set<Standing>(ACTIONS.flatMap((action) => [...ACCESS_TABLE[action].allows]));
    expect([...standings].toSorted()).toEqual(['anonymous', 'booker', 'guest', 'host', 'owner', 'user']);
  });
});

describe('what a proof is good for', () => {
  const guest: Caller = { actor: actors.booker, guestOf: 'x' };
  const key = (...scopes: Caller['scopes'] & object): Caller => ({ actor: actors.owner, scopes });

  it('a guest’s token is good for its own booking, and for what is public', () => {
    const good = ACTIONS.filter((action) => denialOf(guest, action, 'x') === undefined);
    expect(good).toEqual([
      'event-type.list',
      'event-type.show',
      'slot.list',
      'slot.explain',
      'booking.show',
      'booking.history',
      'booking.cancel',
      'booking.reschedule',
    ]);
    expect(denialOf(guest, 'booking.show', 'y')).toBe('hidden');
    expect(denialOf(guest, 'booking.list')).toBe('forbidden');
  });

  it.each(SCOPES)('a key of the scope %s reaches what the scope is for', (scope) => {
    for (const action of ACTIONS) {
      const isReached = ACCESS_TABLE[action].scope === scope;
      expect(denialOf(key(scope), action)).toBe(isReached ? undefined : 'insufficient_scope');
    }
  });

  it('a key of all scopes does not reach accounts and keys; a login reaches all', () => {
    const denied = ACTIONS.filter((action) => denialOf(key(...SCOPES), action) !== undefined);
    expect(denied).toEqual(ACTIONS.filter((action) => ACCESS_TABLE[action].scope === 'login'));
    expect(ACTIONS.filter((action) => denialOf({ actor: actors.owner }, action) !== undefined)).toEqual([]);
  });
});
