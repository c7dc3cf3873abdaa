import {
  DAY_MS,
  listEventTypes,
  listSlots,
  loadZoneTables,
  logIn,
  MINUTE_MS,
  type AccountDependencies,
  type Dependencies,
} from '@slotkeeper/domain';
import { createSecrets, createTokenService } from '@slotkeeper/http-fastify';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { beforeEach, expect, test } from 'vitest';
import { timeOrderedIds } from '../time-ordered-ids.js';
import { plantDemo } from './plant-demo.js';

const SECRET = 'a secret of thirty-two bytes, at least';
const MIDNIGHT = Date.UTC(2025, 0, 1);
let now: number;
let dependencies: Dependencies & AccountDependencies;

beforeEach(async () => {
  now = MIDNIGHT + 60 * MINUTE_MS;
  const clock = { now: () => now };
  dependencies = {
    ...createInMemoryStore({ clock }),
    clock,
    ids: timeOrderedIds(() => now),
    zones: await loadZoneTables(),
    secrets: createSecrets({ current: SECRET }),
    accessTokens: createTokenService({ secret: SECRET, issuer: 'here', audience: 'here', clock }),
    passwords: {
      hash: (password) => Promise.resolve(`hash of ${password}`),
      verify: (password, hash) => Promise.resolve(hash === `hash of ${password}`),
    },
  };
});

const emptyUsers = () => createInMemoryStore({ clock: { now: () => now } }).users;

const slotCount = async (hostId: string): Promise<number> => {
  const page = await listSlots(dependencies)({
    hostId,
    from: MIDNIGHT,
    to: MIDNIGHT + 30 * DAY_MS,
    limit: 1_000,
  });
  return page.ok ? page.value.items.length : Number.NaN;
};

test('the demo is a host with a week of slots and an event type, and two users who can log in', async () => {
  const { accounts, availabilityAdded, eventTypeAdded } = await plantDemo(
    dependencies,
    'seven teal herons nap',
  );
  expect(accounts.map(({ role, added }) => [role, added])).toEqual([
    ['HOST', true],
    ['USER', true],
    ['USER', true],
  ]);
  expect(availabilityAdded).toBe(14);
  expect(eventTypeAdded).toBe(true);
  const [eventType] = await listEventTypes(dependencies)({ hostId: accounts[0]?.id ?? '' });
  const page = await listSlots(dependencies)({
    eventTypeId: eventType?.id ?? '',
    from: MIDNIGHT,
    to: MIDNIGHT + 2 * DAY_MS,
    limit: 1_000,
  });
  expect(page).toMatchObject({ ok: true, value: { items: { length: 14 } } });
  expect(await slotCount(accounts[0]?.id ?? '')).toBe(7 * 14);
  expect(
    (await logIn(dependencies)({ email: 'grace@example.com', password: 'seven teal herons nap' })).ok,
  ).toBe(true);
});

test('seeding again on the same day adds nothing and changes no password', async () => {
  const first = await plantDemo(dependencies, 'seven teal herons nap');
  const again = await plantDemo(dependencies, 'nine grey geese graze');
  expect(again).toMatchObject({ availabilityAdded: 0, eventTypeAdded: false });
  expect(again.accounts).toEqual(first.accounts.map((account) => ({ ...account, added: false })));
  expect(await slotCount(first.accounts[0]?.id ?? '')).toBe(7 * 14);
  expect(
    (await logIn(dependencies)({ email: 'ada@example.com', password: 'nine grey geese graze' })).ok,
  ).toBe(false);
});

test('a password that nobody could register with plants nothing', async () => {
  await expect(plantDemo(dependencies, 'x')).rejects.toThrow('password must have at least 15 characters');
  expect(await dependencies.users.credentials('ada@example.com')).toBeUndefined();
});

test('the demo is planted also where accounts are not opened to everybody', async () => {
  const closed = { ...dependencies, registration: { HOST: 'closed', USER: 'invitation' } } as const;
  expect((await plantDemo(closed, 'seven teal herons nap')).accounts).toHaveLength(3);
  await expect(
    plantDemo({ ...dependencies, users: emptyUsers(), passwordLogin: false }, 'seven teal herons nap'),
  ).rejects.toThrow('there are no passwords to log in with');
});

test('two seeds at once add everything once', async () => {
  const both = await Promise.all([
    plantDemo(dependencies, 'ten brown wrens wade'),
    plantDemo(dependencies, 'six white swans swim'),
  ]);
  expect(both.reduce((sum, { availabilityAdded }) => sum + availabilityAdded, 0)).toBe(14);
  expect(both.filter(({ eventTypeAdded }) => eventTypeAdded)).toHaveLength(1);
  expect(both.flatMap(({ accounts }) => accounts).filter(({ added }) => added)).toHaveLength(3);
});

test('the next day adds the one day that is missing', async () => {
  await plantDemo(dependencies, 'seven teal herons nap');
  now += DAY_MS;
  expect((await plantDemo(dependencies, 'seven teal herons nap')).availabilityAdded).toBe(2);
});
