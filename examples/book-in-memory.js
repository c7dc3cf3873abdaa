// The use cases on the in-memory store: two users want the same slot, and one of them gets it.
// Run: node examples/book-in-memory.js

import { randomUUID } from 'node:crypto';
import {
  book,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  listSlots,
  loadZoneTables,
  stateAvailability,
  truncateToSecond,
} from '@slotkeeper/domain';
import { createInMemoryStore } from '@slotkeeper/in-memory';

const clock = { now: () => truncateToSecond(Date.now()) };
const { unitOfWork, queries, users } = createInMemoryStore({ clock });
const dependencies = {
  unitOfWork,
  queries,
  users,
  clock,
  ids: { next: () => randomUUID() },
  zones: await loadZoneTables(),
};

const account = async (name, role) => {
  const user = {
    id: randomUUID(),
    email: `${name}@example.com`,
    name,
    role,
    timeZone: 'Europe/Berlin',
    createdAt: clock.now(),
  };
  const added = await users.add(user, 'no password: this program has no login');
  if (!added.ok) throw new Error(added.error.kind);
  return { userId: user.id, role };
};

const expectOk = (result) => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

const host = await account('ada', 'HOST');
const [grace, alan] = [await account('grace', 'USER'), await account('alan', 'USER')];

const midnight = Math.ceil(clock.now() / DAY_MS) * DAY_MS + DAY_MS;
const range = { startTime: midnight + 10 * HOUR_MS, endTime: midnight + 13 * HOUR_MS };
expectOk(
  await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range, slotDuration: 30 }),
);

const slots = async () =>
  expectOk(
    await listSlots(dependencies)({
      hostId: host.userId,
      from: range.startTime,
      to: range.endTime,
      limit: 100,
    }),
  ).items;

const [first] = await slots();
console.log(
  `${(await slots()).length} slots; both want the one at ${formatInstant(first.startTime).slice(11, 16)}`,
);

const outcomes = await Promise.all(
  [grace, alan].map((actor) =>
    book(dependencies)({ actor, hostId: host.userId, startTime: first.startTime }),
  ),
);
for (const outcome of outcomes) {
  console.log(outcome.ok ? 'booked' : `refused: ${outcome.error.kind}`);
}
console.log(`${(await slots()).length} slots are left`);
