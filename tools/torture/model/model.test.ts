import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { isLongForm, scenarioTimeoutMs } from '../rounds.js';
import { checkModel, hasPassed, missingTools } from './check-model.js';
import { declares, namedCode, unnamedSteps } from './named-code.js';

const ROOT = new URL('../../../', import.meta.url);
const PROTOCOL = await readFile(new URL('docs/model/protocol.pml', ROOT), 'utf8');

const [TWO_OWNERS, LOST, BOOKED_TWICE, CONFLICTED] = [
  'two_owners',
  'lost',
  'booked_twice',
  'conflicted',
] as const;
const failureOf = (property: string): string => `assertion violated !(${property})`;
/** In CI one deadline passes; under `npm run torture` also that of a hold that was made after it. */
const TICKS = isLongForm() ? [] : ['ONE_TICK'];

const DEADLOCK = 'invalid end state';

/** What the protocol is without one of its parts, and what that part is there for. */
const VARIANTS: readonly (readonly [defines: string, violation: string])[] = [
  [`WITHOUT_LOCK ALONE=${TWO_OWNERS}`, failureOf(TWO_OWNERS)],
  [`READ_WITH_THE_LOCK ALONE=${TWO_OWNERS}`, failureOf(TWO_OWNERS)],
  [`CONFIRM_WITHOUT_LOCK ALONE=${TWO_OWNERS}`, failureOf(TWO_OWNERS)],
  [`CONFIRM_WITHOUT_LOCK ALONE=${LOST}`, failureOf(LOST)],
  [`WITHOUT_RECORD ALONE=${BOOKED_TWICE}`, failureOf(BOOKED_TWICE)],
  ['LOCKS_IN_ANY_ORDER', DEADLOCK],
  // Behind the constraints nobody gets a time twice. They only make conflicts of it, and don't keep what was promised.
  [`CONSTRAINTS WITHOUT_LOCK ALONE=${CONFLICTED}`, failureOf(CONFLICTED)],
  [`CONSTRAINTS CONFIRM_WITHOUT_LOCK ALONE=${LOST}`, failureOf(LOST)],
];

describe('the code that the model names', () => {
  it('is there', async () => {
    const named = namedCode(PROTOCOL);
    expect(named.length).toBeGreaterThan(15);
    const missing: string[] = [];
    for (const { path, name } of named) {
      const source = await readFile(new URL(path, ROOT), 'utf8').catch(() => '');
      if (!declares(source, name)) missing.push(`${path} ${name}`);
    }
    expect(missing).toEqual([]);
  });

  it('is named by each step', () => {
    expect(unnamedSteps(PROTOCOL)).toEqual([]);
  });

  it('would be missed', () => {
    expect(declares('export const lockAll = () => 1;', 'lockCalendars')).toBe(false);
    expect(unnamedSteps('/* a comment */\ninline lock(a) {\n}\nproctype P() {\n}')).toEqual(['lock', 'P']);
  });
});

/** Where there is no Spin the rest of the tests has to do; CI has one, or fails. */
const missing = missingTools();
const isWanted = missing.length === 0 || process.env['CI'] === 'true' || isLongForm();

describe.runIf(isWanted)('the model', { timeout: scenarioTimeoutMs() }, () => {
  beforeAll(() => {
    if (missing.length > 0) {
      throw new Error(`No ${missing.join(', no ')}: install with \`apt-get install spin gcc libc6-dev\`.`);
    }
  });

  it('never has two owners of a time, loses no promise, books no key twice, and never stands still', async () => {
    const report = await checkModel(PROTOCOL, { defines: TICKS });
    console.log(`model: the protocol, ${report.states} states, ${report.violation ?? 'nothing violated'}`);
    expect(report).toMatchObject({ violation: undefined, isWhole: true, unreached: [] });
    expect(hasPassed(report)).toBe(true);
    expect(report.states).toBeGreaterThan(500_000);
  });

  it.each(VARIANTS)('fails with %s: %s', async (defines, violation) => {
    const report = await checkModel(PROTOCOL, {
      defines: [...defines.split(' '), 'ONE_TICK'],
      isShortest: true,
    });
    console.log(
      `model: ${defines}, ${report.states} states, ${report.violation}: ${report.steps.join('; ')}`,
    );
    expect(report.violation).toBe(violation);
    expect(report.steps).not.toEqual([]);
    expect(hasPassed(report)).toBe(false);
  });
});

describe.runIf(isWanted)('a model that proves nothing does not pass', () => {
  it('since it never comes to its assertion', async () => {
    const report = await checkModel(
      'byte x; active proctype P() { if :: x > 0 -> assert(false) :: else fi }',
    );
    expect(hasPassed(report)).toBe(false);
    expect(report).toMatchObject({ violation: undefined, isWhole: true, unreached: ['1: assert(0)'] });
  });

  it('since its search was cut short', async () => {
    const report = await checkModel(
      'int x; active proctype P() { do :: x < 200000 -> x++ :: else -> break od; assert(x == 200000) }',
    );
    expect(hasPassed(report)).toBe(false);
    expect(report).toMatchObject({ violation: undefined, isWhole: false });
  });

  it('since Spin does not take it', async () => {
    await expect(checkModel('active proctype P() { nonsense }')).rejects.toThrow(
      'undeclared variable: nonsense',
    );
  });
});
