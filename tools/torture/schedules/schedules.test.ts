import { describe, expect, it } from 'vitest';
import { roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { exploreSchedules } from './explore-schedules.js';

const RUNS = 500;
const SHORT_FORM = { rounds: 20, seed: 1_000 };
const MOST_STEPS = 10;

describe('callers that meet over one time', { timeout: scenarioTimeoutMs() }, () => {
  it('leave it to one at the most, in whatever order their steps come', async () => {
    let schedules = 0;
    let distinct = 0;
    for (const seed of roundsOf(SHORT_FORM)) {
      const explored = await exploreSchedules({ isLocked: true, runs: RUNS, seed });
      expect(explored.failure, `seed ${seed}`).toBeUndefined();
      expect(explored.schedules).toBe(RUNS);
      schedules += explored.schedules;
      distinct += explored.distinct;
    }
    console.log(
      `schedules: ${schedules} interleavings, ${distinct} distinct within their rounds of ${RUNS}, none wrong`,
    );
    expect(distinct).toBeGreaterThan(schedules / 2);
  });

  it('do the same again, step by step, with the same seed', async () => {
    const once = await exploreSchedules({ isLocked: true, runs: 200, seed: 7 });
    expect(await exploreSchedules({ isLocked: true, runs: 200, seed: 7 })).toEqual(once);
    const other = await exploreSchedules({ isLocked: true, runs: 200, seed: 8 });
    expect(other.digest).not.toBe(once.digest);
  });

  it('take it from each other where nothing is locked, and a handful of steps shows it', async () => {
    const { schedules, failure } = await exploreSchedules({ isLocked: false, runs: RUNS, seed: 1_000 });
    console.log(
      `schedules: without locks, found and shrunk in ${schedules} to ${failure?.steps.length} steps: ${failure?.steps.join('; ')}`,
    );
    console.log(`schedules: that is wrong: ${failure?.wrongs.join('; ')}`);
    expect(failure?.wrongs).not.toEqual([]);
    expect(failure?.steps.length).toBeLessThanOrEqual(MOST_STEPS);
  });
});
