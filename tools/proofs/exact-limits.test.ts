import { loadZoneTables } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { describe, expect, it } from 'vitest';
import { raceForADay, raceForSeats, raceOfMoves, raceOfOneBooker, type Racing } from './exact-limits.js';
import { withoutLock } from './without-lock.js';

const ZONES = await loadZoneTables();

const racing = (): Racing => {
  const clock = manualClock();
  const store = createInMemoryStore({ clock });
  return { stores: [store, store], clock, ids: sequentialIds(), zones: ZONES };
};

const naive = (): Racing => {
  const { stores, ...rest } = racing();
  return { ...rest, stores: stores.map((store) => withoutLock(store, rest.clock, () => Promise.resolve())) };
};

const RACES = [
  ['five bookings in a day of the host’s, for a hundred who want other slots', raceForADay],
  ['five bookings in a day of one booker’s, of two hosts', raceOfOneBooker],
  ['ten seats, for two hundred parties', raceForSeats],
] as const;

describe('limits are exact, however many come at once', () => {
  it.each([...RACES, ['a booking that moves about does not count itself', raceOfMoves]] as const)(
    '%s',
    async (_, race) => {
      expect(await race(racing())).toEqual([]);
    },
  );
});

describe('a store that judges without a lock is caught', () => {
  it.each(RACES)('%s', async (_, race) => {
    expect(await race(naive())).not.toEqual([]);
  });
});
