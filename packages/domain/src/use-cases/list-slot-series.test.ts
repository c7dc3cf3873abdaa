import { createInMemoryStore } from '@slotkeeper/in-memory';
import { expect, it } from 'vitest';
import type { EventTypeStatement } from '../booking/event-type.js';
import { slotsOf } from '../slots/slot-series.js';
import { actorOf, aHost } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';
import { HOUR_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { listSlots, listSlotSeries } from './list-slots.js';
import { stateAvailability } from './state-availability.js';
import { stateEventType } from './state-event-type.js';

const ZONES = await loadZoneTables();
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const at = (hours: number) => DEFAULT_NOW + hours * HOUR_MS;

const offering = async (terms: Partial<EventTypeStatement> | undefined) => {
  const clock = manualClock();
  const dependencies = {
    ...createInMemoryStore({ clock }),
    clock,
    ids: sequentialIds(),
    zones: ZONES,
  };
  unwrap(await dependencies.users.add(aHost({ id: host.userId }), 'hash'));
  const own = { actor: host, hostId: host.userId };
  for (const [start, slotDuration] of [
    [10, 30],
    [20, 60],
  ] as const) {
    const range = { startTime: at(start), endTime: at(start + 2), slotDuration };
    unwrap(await stateAvailability(dependencies)({ ...own, ...range }));
  }
  const range = { from: at(0), to: at(40) };
  // Of the host itself are slots of several lengths.
  if (terms === undefined) return { dependencies, query: { hostId: host.userId, ...range } };
  const { answer } = unwrap(await stateEventType(dependencies)({ ...own, statement: statementOf(terms) }));
  return { dependencies, query: { eventTypeId: answer.id, ...range } };
};

it.each([
  ['of one length', {}, 8],
  ['of several lengths', undefined, 6],
  ['of the length that is wanted', { durationsMinutes: [60, 30] }, 4, 60],
  ['that may be shared', { seats: 3 }, 8],
  ['of which there are none', { minimumNoticeMinutes: 7 * 24 * 60 }, 0],
])('slots %s are the same as numbers, page after page', async (_, terms, count, durationMinutes?: number) => {
  const { dependencies, query } = await offering(terms);
  for (const limit of [1, 3, count, 100]) {
    const asked = { ...query, limit: Math.max(1, limit), durationMinutes };
    const { items, ...page } = unwrap(await listSlots(dependencies)(asked));
    const listed = unwrap(await listSlotSeries(dependencies)(asked));
    expect(listed).toMatchObject(page);
    expect('items' in listed ? listed.items : slotsOf([listed.series])).toEqual(items);
    expect(items).toHaveLength(Math.min(count, asked.limit));
    const next = { ...asked, after: items.at(-1) };
    const following = unwrap(await listSlotSeries(dependencies)(next));
    expect('items' in following ? following.items : slotsOf([following.series])).toEqual(
      unwrap(await listSlots(dependencies)(next)).items,
    );
  }
});

it('they are numbers where they are of one length, and there is nothing else to tell of them', async () => {
  const isOfNumbers = async (terms: Partial<EventTypeStatement> | undefined): Promise<boolean> => {
    const { dependencies, query } = await offering(terms);
    return 'series' in unwrap(await listSlotSeries(dependencies)({ ...query, limit: 5 }));
  };
  expect(await isOfNumbers({})).toBe(true);
  expect(await isOfNumbers(undefined)).toBe(false);
  expect(await isOfNumbers({ seats: 3 })).toBe(false);
});
