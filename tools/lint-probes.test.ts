import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOUNDARY_PROBES, IMPORT_FORMS } from './lint/boundary-probes.js';
import { lintPlanted, type Findings, type Planted } from './lint/probe-run.js';
import { PROBES, PROPS } from './lint/probes.js';

interface Rules {
  readonly rules: Readonly<Record<string, unknown>>;
}
interface Configuration extends Rules {
  readonly overrides: readonly Rules[];
}

interface Case {
  readonly title: string;
  readonly rule: string;
  readonly refused: boolean;
  readonly planted: Planted;
}

const plain = (specifier: string): string => `import '${specifier}';\n`;

const caseOf = (at: string, name: string, rule: string, refused: boolean, source: string): Case => {
  const path = at.replace('{}', name);
  return {
    title: `${rule} ${refused ? 'catches' : 'passes'} ${path}`,
    rule,
    refused,
    planted: { path, source },
  };
};

const ruleCases = PROBES.flatMap(({ rule, at, caught, cleanAt, clean }, index) => [
  caseOf(at, `caught-${index}`, rule, true, caught),
  caseOf(cleanAt ?? at, `clean-${index}`, rule, false, clean),
]);

const boundaryCases = BOUNDARY_PROBES.map(({ rule, from, specifier, refused }, index) =>
  caseOf(from, `import-${index}`, rule, refused, plain(specifier)),
);

const formCases = IMPORT_FORMS.flatMap((form, index) => [
  caseOf(
    'packages/domain/src/time/{}.ts',
    `form-${index}`,
    'slotkeeper/domain-boundary',
    true,
    form('../slots/s.js'),
  ),
  caseOf(
    'packages/in-memory/src/{}.ts',
    `form-${index}`,
    'slotkeeper/package-boundary',
    true,
    form('@slotkeeper/server'),
  ),
]);

/** Where two cases must stand in the very same file (`index.ts`), each goes to a run of its own. */
const inRuns = (cases: readonly Case[]): Case[][] => {
  const runs: Case[][] = [];
  for (const one of cases) {
    const run = runs.find((other) => other.every(({ planted }) => planted.path !== one.planted.path));
    if (run === undefined) runs.push([one]);
    else run.push(one);
  }
  return runs;
};

/** A cycle takes two files: each probe of it gets its other half. */
const cycles = PROBES.flatMap(({ rule }, index) =>
  rule === 'import/no-cycle'
    ? [
        {
          path: 'packages/in-memory/src/cycle.ts',
          source: `import { forth } from './caught-${index}.js';\nexport const back = (): number => forth();\n`,
        },
      ]
    : [],
);

const findingsOf = async (configuration: string, cases: readonly Case[]): Promise<Findings> =>
  lintPlanted(configuration, [...PROPS, ...cycles, ...cases.map(({ planted }) => planted)]);

/** The cases in which the linter did not say what it should. */
const wrongOf = (cases: readonly Case[], findings: Findings): string[] =>
  cases
    .filter(({ planted, rule, refused }) => findings.get(planted.path)?.has(rule) !== refused)
    .map(({ title }) => title);

describe('every lint rule has a probe that shows it at work', () => {
  const cases = [...ruleCases, ...boundaryCases, ...formCases];
  let text = '';
  let configuration: Configuration;

  beforeAll(async () => {
    text = await readFile(new URL('../.oxlintrc.json', import.meta.url), 'utf8');
    configuration = JSON.parse(text) as Configuration;
  });

  it('names every rule of the configuration', () => {
    const configured = [configuration, ...configuration.overrides].flatMap(({ rules }) =>
      Object.entries(rules).flatMap(([rule, level]) => (level === 'off' ? [] : [rule])),
    );
    const probed = new Set(cases.filter(({ refused }) => refused).map(({ rule }) => rule));
    expect(configured.filter((rule) => !probed.has(rule))).toEqual([]);
  });

  it('catches each planted violation and passes each clean variant', { timeout: 60_000 }, async () => {
    const wrong: string[] = [];
    for (const run of inRuns(cases)) wrong.push(...wrongOf(run, await findingsOf(text, run)));
    expect(wrong).toEqual([]);
  });

  it('notices a rule that has gone silent', { timeout: 60_000 }, async () => {
    const rule = 'typescript/no-floating-promises';
    const silenced = JSON.stringify({ ...configuration, rules: { ...configuration.rules, [rule]: 'off' } });
    const caught = ruleCases.filter((one) => one.refused && one.rule === rule);
    expect(wrongOf(caught, await findingsOf(silenced, caught))).toEqual(caught.map(({ title }) => title));
    expect(caught.length).toBeGreaterThan(0);
  });
});
