import { HOUR_MS } from '@slotkeeper/domain';
import { DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { expect, it } from 'vitest';
import { timeOrderedIds } from '../../../packages/server/test/inside-server.js';
import { seededRandom } from '../../fuzz/seeded-random.js';
import { roundsOf, scenarioTimeoutMs } from '../rounds.js';

const IDS = 100_000;

type Ids = (epochMilliseconds: () => number) => { readonly next: () => string };

/** How many ids two servers give out twice, while their clocks are set back and forth over the same milliseconds. */
const repeatsOf = (make: Ids, seed: number): number => {
  const random = seededRandom(seed);
  let now = DEFAULT_NOW;
  const servers = [make(() => now), make(() => now)];
  const seen = new Set<string>();
  for (let made = 0; made < IDS; made += 1) {
    if (random.chance(0.01)) now += random.pick([-HOUR_MS, -1, 0, 1, HOUR_MS]);
    seen.add(random.pick(servers).next());
  }
  return IDS - seen.size;
};

/** Ids as they are often made: the time, and a number that begins anew with each millisecond. */
const countingIds: Ids = (epochMilliseconds) => {
  let last = 0;
  let number = 0;
  return {
    next: () => {
      const now = epochMilliseconds();
      number = now === last ? number + 1 : 0;
      last = now;
      return `${now}-${number}`;
    },
  };
};

it(
  'no id is given out twice, however clocks are set',
  () => {
    let rounds = 0;
    for (const seed of roundsOf({ rounds: 1, seed: 1 })) {
      expect(repeatsOf(timeOrderedIds, seed), `seed ${seed}`).toBe(0);
      rounds += 1;
    }
    console.log(`${rounds * IDS} ids by clocks that were set back and forth, none of them twice`);
  },
  scenarioTimeoutMs(),
);

it('ids that rest on the clock alone are found to repeat', () => {
  expect(repeatsOf(countingIds, 1)).toBeGreaterThan(0);
});
