import { ConcurrencyConflict, evaluatorOf, loadZoneTables, POLICIES } from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginRun, commandsOf, Differs, type Real } from './model-steps.js';

const RUNS = 1_000;
const STEPS = 50;
const ZONES = await loadZoneTables();

const outcomes = new Map<string, number>();
const running = (faults: Partial<Pick<Real, 'evaluator' | 'loses'>> = {}) =>
  fc.asyncProperty(commandsOf(STEPS), async (commands) => {
    const clock = manualClock();
    const store = createInMemoryStore({ clock });
    const ids = sequentialIds();
    const run = await beginRun({ store, clock, ids, zones: ZONES, outcomes, ...faults });
    await fc.asyncModelRun(() => run, commands);
  });

describe('whatever is done, in whatever order', () => {
  it('the store in memory and a model of plain lists do the same', async () => {
    await fc.assert(running(), { numRuns: RUNS });
    // Each verb has ended in many ways.
    expect(outcomes.size).toBeGreaterThan(100);
  }, 300_000);

  it.each(['limits', 'capacity', 'booker-free', 'notice'])(
    'the model tells use cases that do not know %s',
    async (name) => {
      const evaluator = evaluatorOf(POLICIES.filter((policy) => policy.name !== name));
      const { errorInstance } = await fc.check(running({ evaluator }), { numRuns: RUNS, endOnFailure: true });
      // Where the time was taken all the same, the store itself may be the first to say so.
      expect([Differs, ConcurrencyConflict]).toContain(errorInstance?.constructor);
    },
    120_000,
  );

  it('the model tells a waitlist that forgets whom to ask', async () => {
    const { errorInstance } = await fc.check(running({ loses: 'waitlist' }), {
      numRuns: RUNS,
      endOnFailure: true,
    });
    expect(errorInstance).toBeInstanceOf(Differs);
  }, 120_000);
});
