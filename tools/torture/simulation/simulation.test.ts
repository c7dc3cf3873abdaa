import {
  DEFAULT_HOLD_BOUNDS,
  evaluatorOf,
  loadZoneTables,
  POLICIES,
  type Evaluator,
} from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { isLongForm, roundsOf, scenarioTimeoutMs } from '../rounds.js';
import { tally } from '../figures.js';
import { simulate, type SimulatedFaults, type Simulation } from './simulate.js';

const ZONES = await loadZoneTables();
/** What led to a breach, as much of it as fits on a screen. */
const LINES_TOLD = 40;
/** A control whose fault does not show in so many seeds has shown nothing. */
const MOST_OF_CONTROL = 60;

const tell = (seed: number, { breaches, trace }: Simulation): string =>
  [`seed ${seed}:`, ...breaches, ...trace.slice(-LINES_TOLD)].join('\n');

/** What happens, by how its line reads. */
const KINDS = [
  'asks',
  'time_taken',
  'day_limit_reached',
  'seats_taken',
  'too_many_holds',
  'hold_expired',
  'hears of',
  'lost before the commit',
  'lost after the commit',
  'given up',
  'made again',
  'died with',
  'swept',
] as const;

const without = (...names: readonly string[]): Evaluator =>
  evaluatorOf(POLICIES.filter(({ name }) => !names.includes(name)));

describe('a simulation of the use cases on a store that fails', () => {
  it(
    'nothing is broken, lost, or done twice, whatever fails and whoever dies',
    async () => {
      let simulations = 0;
      const happened: string[] = [];
      for (const seed of roundsOf({ rounds: 500, seed: 1 })) {
        const simulation = await simulate(seed, ZONES);
        if (simulation.breaches.length > 0) throw new Error(tell(seed, simulation));
        simulations += 1;
        happened.push(...simulation.trace.flatMap((line) => KINDS.find((kind) => line.includes(kind)) ?? []));
      }
      console.log(`${simulations} simulations: ${tally(happened)}`);
      // A round of the long form, which may be alone, does not have it all.
      const missing = isLongForm() ? [] : KINDS.filter((kind) => !happened.includes(kind));
      expect(missing).toEqual([]);
      expect(simulations).toBeGreaterThan(0);
    },
    scenarioTimeoutMs(),
  );

  it('the same seed is the same run, to the letter', async () => {
    for (const seed of [1, 2, 3]) {
      const [one, other] = [await simulate(seed, ZONES), await simulate(seed, ZONES)];
      expect(one.trace.length).toBeGreaterThan(100);
      expect(one.trace.join('\n')).toBe(other.trace.join('\n'));
    }
    expect((await simulate(1, ZONES)).trace).not.toEqual((await simulate(2, ZONES)).trace);
  });

  it.each<[string, SimulatedFaults, RegExp]>([
    [
      'a store that loses what it has acknowledged',
      { losesOften: 0.02 },
      /was acknowledged and is not there/,
    ],
    [
      'a store that writes to its outbox and not to its history',
      { withoutHistory: ({ event }) => event.type === 'booking.rescheduled' },
      /is not that of its \d+ revisions/,
    ],
    ['clients that send again without a key', { withoutKeys: true }, /was never told of/],
    ['use cases that count no bookings', { rules: { evaluator: without('limits') } }, /visits on one day/],
    ['use cases that count no seats', { rules: { evaluator: without('capacity') } }, /more heads than seats/],
    ['use cases that count no holds', { rules: { holdBounds: DEFAULT_HOLD_BOUNDS } }, /has \d holds/],
    [
      'use cases and a store that do not ask whether the time is free',
      { rules: { evaluator: without('time-free', 'capacity') }, withoutChecks: true },
      /block the same time/,
    ],
  ])('%s is caught by the same invariants', async (_, faults, expected) => {
    for (let seed = 1; seed <= MOST_OF_CONTROL; seed += 1) {
      const simulation = await simulate(seed, ZONES, faults);
      if (simulation.breaches.length === 0) continue;
      console.log(tell(seed, { ...simulation, trace: simulation.trace.slice(-5) }));
      expect(simulation.breaches.join('\n')).toMatch(expected);
      return;
    }
    expect.fail(`nothing was caught in ${MOST_OF_CONTROL} simulations`);
  });
});
