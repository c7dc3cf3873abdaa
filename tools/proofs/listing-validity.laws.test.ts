import {
  listSlots,
  loadZoneTables,
  type ListedSlot,
  type ListingValidity,
  type Store,
} from '@slotkeeper/domain';
import { actorOf, manualClock, sequentialIds, type ManualClock } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantOf } from './open-minutes.js';
import { stageWorld } from './stage-world.js';
import { sceneStretch, scenes, worldOf, worldPlans, type Scene, type WorldPlan } from './worlds.js';

const RUNS = 1_500;
const ZONES = await loadZoneTables();

interface Case {
  readonly scene: Scene;
  readonly plan: WorldPlan;
  readonly who: 'anybody' | 'host';
  readonly of: 'availability' | 'first' | 'second';
  readonly limit: number;
  /** Where between the beginning and the end of what is said to hold it is looked at again, in thousandths. */
  readonly looks: readonly number[];
}

const cases: fc.Arbitrary<Case> = scenes.chain((scene) =>
  fc.record({
    scene: fc.constant(scene),
    plan: worldPlans(scene),
    who: fc.constantFrom('anybody', 'anybody', 'host'),
    of: fc.constantFrom('availability', 'first', 'first', 'second'),
    limit: fc.constantFrom(1, 5, 500),
    looks: fc.array(fc.nat({ max: 999 }), { minLength: 2, maxLength: 4 }),
  }),
);

/** A week later nobody looks: some lists hold for ever. */
const LONGEST_MS = 7 * 86_400_000;

interface Reached {
  /** Lists that were looked at again later, and those that had changed by the instant at which they no longer hold. */
  held: number;
  ended: number;
}

type Claimed = (validity: ListingValidity) => number;

const hold = async (given: Case, reached: Reached, endOf: Claimed): Promise<void> => {
  const { scene, plan, who, of, limit, looks } = given;
  const clock = manualClock(scene.now);
  const store = createInMemoryStore({ clock });
  const world = worldOf(scene, plan, sequentialIds());
  await stageWorld(store, world);
  const eventType = of === 'availability' ? undefined : world.eventTypes[of === 'first' ? 0 : 1];
  const actor = who === 'host' ? actorOf(world.host) : undefined;
  const { from, to } = sceneStretch(scene);
  const list = () =>
    listed(store, clock, {
      actor,
      limit,
      from: instantOf(from),
      to: instantOf(to),
      ...(eventType === undefined ? { hostId: world.host.id } : { eventTypeId: eventType.id }),
    });
  const { items, validity } = await list();
  if (validity === undefined) return;
  const end = Math.min(endOf(validity), scene.now + LONGEST_MS);
  const lastSecond = Math.max(0, Math.ceil((end - scene.now) / 1_000) - 1);
  for (const look of [...looks.map((share) => Math.floor((lastSecond * share) / 1_000)), lastSecond]) {
    clock.set(scene.now + look * 1_000);
    expect((await list()).items, `after ${look} s`).toEqual(items);
    reached.held += look > 0 ? 1 : 0;
  }
  clock.set(end);
  reached.ended += JSON.stringify((await list()).items) === JSON.stringify(items) ? 0 : 1;
};

const listed = async (
  store: Store,
  clock: ManualClock,
  query: Parameters<ReturnType<typeof listSlots>>[0],
): Promise<{ readonly items: readonly ListedSlot[]; readonly validity: ListingValidity | undefined }> => {
  const page = await listSlots({ ...store, clock, zones: ZONES })(query);
  return page.ok ? page.value : { items: [], validity: undefined };
};

it('what is listed is listed again as long as it is said to hold, and often no longer', async () => {
  const reached: Reached = { held: 0, ended: 0 };
  await fc.assert(
    fc.asyncProperty(cases, (given) => hold(given, reached, ({ before }) => before)),
    { numRuns: RUNS },
  );
  // Laws that hold of nothing say nothing.
  expect(reached.held).toBeGreaterThan(RUNS);
  expect(reached.ended).toBeGreaterThan(RUNS / 20);
}, 120_000);

it('a list that is said to hold for ever is caught by the same law', async () => {
  const outcome = await fc.check(
    fc.asyncProperty(cases, (given) => hold(given, { held: 0, ended: 0 }, () => Infinity)),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(outcome.failed).toBe(true);
}, 120_000);
