import { loadZoneTables, SECOND_MS } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import { describe, expect, it } from 'vitest';
import { PAIRS, stageContest, wrongs } from './rivals-for-time.js';

const ZONES = await loadZoneTables();

/** So many turns of the first are taken before the clock moves and the second begins. */
const HEAD_STARTS = [0, 1, 2, 3, 5, 8, 13];

describe.each(PAIRS)('%s, and %s before it is done, while a deadline passes', (...pair) => {
  it.each(HEAD_STARTS)(
    'after %i turns: one has the time at most, and all answers are true',
    async (turns) => {
      for (const seconds of [-1, 0, 1]) {
        const clock = manualClock();
        const store = createInMemoryStore({ clock });
        const contest = await stageContest(store, { clock, ids: sequentialIds(), zones: ZONES });
        clock.set(contest.deadline + seconds * SECOND_MS);
        const one = contest.verbs[pair[0]](store);
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        clock.set(contest.deadline + 5 * SECOND_MS);
        const two = contest.verbs[pair[1]](store);
        const answers = [await one, await two] as const;
        expect(await wrongs(contest, store, pair, answers)).toEqual([]);
      }
    },
  );
});
