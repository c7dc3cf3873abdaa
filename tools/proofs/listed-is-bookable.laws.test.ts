import {
  DEFAULT_EVALUATOR,
  evaluatorOf,
  loadZoneTables,
  POLICIES,
  type Evaluator,
  type Situation,
} from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  holdToLaw,
  inquiries,
  LawBroken,
  missedBy,
  nothingReached,
  type Inquiry,
  type Reached,
} from './listed-is-bookable.js';
import { stageWorld } from './stage-world.js';
import { scenes, worldOf, worldPlans, type Scene, type WorldPlan } from './worlds.js';

const RUNS = 4_000;
const ZONES = await loadZoneTables();

interface Case {
  readonly scene: Scene;
  readonly plan: WorldPlan;
  readonly inquiry: Inquiry;
}

const cases: fc.Arbitrary<Case> = scenes.chain((scene) =>
  fc.record({ scene: fc.constant(scene), plan: worldPlans(scene), inquiry: inquiries }),
);

/** By what is listed, and by what is booked and explained, where that is not what there is. */
interface Faults {
  readonly listingEvaluator?: Evaluator;
  readonly evaluator?: Evaluator;
}

const hold = async ({ scene, plan, inquiry }: Case, reached: Reached, faults: Faults = {}): Promise<void> => {
  const clock = manualClock(scene.now);
  const ids = sequentialIds();
  const store = createInMemoryStore({ clock });
  const world = worldOf(scene, plan, ids);
  await stageWorld(store, world);
  await holdToLaw({ ...store, clock, ids, zones: ZONES, ...faults }, world, inquiry, reached);
};

it('a slot is listed if and only if it can be booked, and an oracle finds the same reasons', async () => {
  const reached = nothingReached();
  await fc.assert(
    fc.asyncProperty(cases, (given) => hold(given, reached)),
    { numRuns: RUNS },
  );
  expect(missedBy(reached, RUNS)).toEqual([]);
}, 240_000);

const without = (name: string): Evaluator => evaluatorOf(POLICIES.filter((policy) => policy.name !== name));

/** Lists as if there were no buffers. */
const withoutBuffers = (situation: Situation): Situation => ({
  ...situation,
  terms: { ...situation.terms, bufferBeforeMs: 0, bufferAfterMs: 0 },
});
const WITHOUT_BUFFERS: Evaluator = {
  ...DEFAULT_EVALUATOR,
  listBookable: (situation, query) => DEFAULT_EVALUATOR.listBookable(withoutBuffers(situation), query),
  sweepBookable: (situation, query) => DEFAULT_EVALUATOR.sweepBookable(withoutBuffers(situation), query),
};

/** What a broken law says of faults; undefined where none is found. */
const found = async (faults: Faults): Promise<unknown> => {
  const { errorInstance } = await fc.check(
    fc.asyncProperty(cases, (given) => hold(given, nothingReached(), faults)),
    { numRuns: RUNS, endOnFailure: true },
  );
  return errorInstance;
};

// What lies in the past is refused for its notice, too, be that nothing.
it.each(['notice', 'horizon', 'limits', 'booker-free', 'time-free', 'capacity'])(
  'catches a listing that does not know the policy %s',
  async (name) => {
    expect(await found({ listingEvaluator: without(name) })).toBeInstanceOf(LawBroken);
  },
  120_000,
);

it.each(['availability', 'duration', 'grid', 'notice', 'limits', 'capacity'])(
  'catches bookings and explanations that do not know the policy %s',
  async (name) => {
    const faults = { listingEvaluator: DEFAULT_EVALUATOR, evaluator: without(name) };
    expect(await found(faults)).toBeInstanceOf(LawBroken);
  },
  120_000,
);

it('catches a listing that forgets the buffers', async () => {
  expect(await found({ listingEvaluator: WITHOUT_BUFFERS })).toBeInstanceOf(LawBroken);
}, 120_000);
