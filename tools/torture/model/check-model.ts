import { execFile, spawnSync, type ExecFileOptions } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a search of Spin's found out about a model. */
export interface ModelReport {
  /** How many states were looked at. */
  readonly states: number;
  /** What is wrong, in Spin's words; undefined where nothing was found. */
  readonly violation: string | undefined;
  /** What the model prints on the way to the violation. */
  readonly steps: readonly string[];
  /** Whether each state that can be reached was looked at. A search ends with the first violation. */
  readonly isWhole: boolean;
  /** The statements that are in no state's way, as Spin writes them. */
  readonly unreached: readonly string[];
}

export interface Search {
  /** Names that the model's preprocessor knows, with a value or without one. */
  readonly defines?: readonly string[];
  /** Breadth first: the way to the violation is as short as any. It needs more memory. */
  readonly isShortest?: boolean;
}

/** What of Spin and the compiler that it needs is not on this machine. */
export const missingTools = (): readonly string[] =>
  ['spin', 'gcc'].filter(
    (tool) => spawnSync(tool, [tool === 'spin' ? '-V' : '--version']).error !== undefined,
  );

/**
 * Whether a model has passed: nothing is violated, and that for a reason. A search that was cut short has shown nothing,
 * nor has one that never came to what it claims.
 */
export const hasPassed = ({ violation, isWhole, unreached }: ModelReport): boolean =>
  violation === undefined && isWhole && unreached.length === 0;

/** @throws Error with what the tool said: Spin says on its output what is wrong with a model. */
const run = async (tool: string, given: readonly string[], options: ExecFileOptions): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)(tool, given, { ...options, encoding: 'utf8' });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`${tool} has failed: ${said}`, { cause: error });
  }
};

const MAX_DEPTH = 100_000;
const HASH_TABLE_BITS = 22;
const SEARCH_MS = 120_000;
const MAX_OUTPUT_BYTES = 16 * 1_024 * 1_024;

/**
 * Searches a model in Promela for assertions that fail and states in which nobody can go on.
 * @throws Error where Spin or the compiler does not take the model, or the search says nothing.
 */
export const checkModel = async (
  model: string,
  { defines = [], isShortest = false }: Search = {},
): Promise<ModelReport> => {
  const cwd = await mkdtemp(join(tmpdir(), 'model-'));
  const given = defines.map((name) => `-D${name}`);
  try {
    await writeFile(join(cwd, 'model.pml'), model);
    await run('spin', [...given, '-a', 'model.pml'], { cwd });
    // Not optimised: that takes longer than what the search gains by it.
    const how = ['-DSAFETY', '-DNOCLAIM', ...(isShortest ? ['-DBFS'] : [])];
    await run('gcc', ['-O0', '-w', ...how, '-o', 'pan', 'pan.c'], { cwd });
    const output = await run('./pan', [`-m${MAX_DEPTH}`, `-w${HASH_TABLE_BITS}`], {
      cwd,
      timeout: SEARCH_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    const report = reportOf(output);
    return report.violation === undefined ? report : { ...report, steps: await stepsOf(cwd, given) };
  } finally {
    await rm(cwd, { recursive: true });
  }
};

const reportOf = (output: string): ModelReport => {
  const states = /^ *(\d+) states, stored/m.exec(output)?.[1];
  const errors = /, errors: (\d+)$/m.exec(output)?.[1];
  if (states === undefined || errors === undefined) throw new Error(`the search said nothing: ${output}`);
  const violation = /^pan:1: (.*) \(at depth \d+\)$/m.exec(output)?.[1];
  if ((violation === undefined) !== (errors === '0'))
    throw new Error(`the search contradicts itself: ${output}`);
  return {
    states: Number(states),
    violation: violation?.replaceAll(/\s+/g, ' '),
    steps: [],
    isWhole: errors === '0' && !/search depth too small|not completed|out of memory|truncated/i.test(output),
    unreached: [...output.matchAll(/^\t\S+:(\d+), state \d+, "(.*)"$/gm)].map(
      ([, line, statement]) => `${line}: ${statement}`,
    ),
  };
};

/** What the model prints when it goes the way to the violation once more. */
const stepsOf = async (cwd: string, given: readonly string[]): Promise<readonly string[]> => {
  const trail = await run('spin', [...given, '-t', 'model.pml'], { cwd });
  return (
    trail
      .slice(0, trail.search(/^spin: trail ends/m))
      .split('\n')
      .map((line) => line.trim())
      // Spin takes a model for newer than the way that was found in the second in which it was written, and warns.
      .filter((line) => line !== '' && !line.startsWith('spin: '))
  );
};
