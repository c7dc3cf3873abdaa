import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { startTests } from '@vitest/runner';
import fc from 'fast-check';
import { createFreshModules } from './fresh-modules.js';
import { nearestFirst, testFiles } from './test-files.js';
import { failuresOf, testsOf } from './test-results.js';

// A test takes a second at the most, so one that takes this long waits for ever.
const PATIENCE_MS = 20_000;
// Stryker stops a mutant that is run through a hundred times as often as in all tests together; properties run through
// much, and five times as often tells a loop without end as well.
const SHARPER = 20;
const LEAST_HIT_LIMIT = 10_000;
const STAND_IN = fileURLToPath(new URL('vitest-stand-in.js', import.meta.url));

/**
 * Runs the tests of the domain for Stryker in one process that stays. Every mutant gets modules of its own, evaluated
 * while it is active: it sees nothing that another has left behind, and what a module computes when it is loaded is
 * mutated as well. Stryker's runner for vitest starts a worker for each mutant, which takes many times as long.
 */
const createTestRunner = () => {
  // What Stryker's instrumentation of the sources reads and writes.
  const switches = (globalThis.__stryker__ ??= {});
  let modules;

  const runFile = async (path, { tests, ...listeners }) => {
    const root = process.cwd();
    const [file] = await startTests([{ filepath: join(root, path), testIds: tests }], {
      config: {
        root,
        setupFiles: [],
        passWithNoTests: true,
        allowOnly: false,
        sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
        maxConcurrency: 1,
        testTimeout: PATIENCE_MS,
        hookTimeout: PATIENCE_MS,
        retry: 0,
        tags: [],
      },
      importFile: (file) => modules.load(file),
      ...listeners,
    });
    return file;
  };

  const runUntilFailure = (path, tests) => {
    let failed = false;
    return runFile(path, {
      tests,
      onBeforeRunTask: (test) => {
        if (failed) test.mode = 'skip';
      },
      onAfterRunTask: ({ result }) => {
        failed ||= result.state === 'fail';
      },
    });
  };

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    init: async () => {
      process.env['TZ'] = 'UTC';
      // Every mutant is tried with the same examples, so that none is caught, or missed, by chance.
      fc.configureGlobal({ seed: 20_250_101, endOnFailure: true });
      modules = await createFreshModules([{ find: /^vitest$/, replacement: STAND_IN }]);
    },

    dryRun: async () => {
      const tests = [];
      const perTest = {};
      let atLoad = {};
      for (const path of testFiles()) {
        modules.forget();
        switches.mutantCoverage = { static: {}, perTest: {} };
        const file = await runFile(path, {
          onCollected: () => {
            atLoad = sum(atLoad, switches.mutantCoverage.static);
            switches.mutantCoverage.static = {};
          },
          onBeforeTryTask: ({ id }) => {
            switches.currentTestId = id;
          },
          onAfterRetryTask: () => {
            switches.currentTestId = undefined;
          },
        });
        const [failure] = failuresOf(file);
        if (failure !== undefined)
          return { status: DryRunStatus.Error, errorMessage: `${path}: ${failure.message}` };
        for (const test of testsOf(file)) {
          const id = idOf(path, test.id);
          tests.push({ ...test, id, fileName: path, status: TestStatus.Success });
          // Each test of a file rests on what is run through to prepare it.
          perTest[id] = sum(switches.mutantCoverage.static, switches.mutantCoverage.perTest[test.id] ?? {});
        }
      }
      switches.mutantCoverage = undefined;
      return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: atLoad, perTest } };
    },

    mutantRun: async ({ activeMutant, testFilter, hitLimit: generous, sandboxFileName }) => {
      modules.forget();
      const hitLimit = Math.max(LEAST_HIT_LIMIT, generous / SHARPER);
      Object.assign(switches, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
      const byFile = testsByFile(testFilter);
      for (const path of nearestFirst([...byFile.keys()], relative(process.cwd(), sandboxFileName))) {
        const file = await runUntilFailure(path, byFile.get(path));
        const hitLimitReached = determineHitLimitReached(switches.hitCount, hitLimit);
        if (hitLimitReached !== undefined) return toMutantRunResult(hitLimitReached);
        const [failure] = failuresOf(file);
        if (failure === undefined) continue;
        if (!WAITED.test(failure.message)) return killedBy(failure, path);
        // A process that was stopped for a while sees its timers run out: only who waits again waits for ever.
        const [again] = failuresOf(await runUntilFailure(path, byFile.get(path)));
        if (again === undefined) continue;
        return WAITED.test(again.message)
          ? { status: MutantRunStatus.Timeout, reason: again.message }
          : killedBy(again, path);
      }
      return { status: MutantRunStatus.Survived, nrOfTests: testFilter.length };
    },

    dispose: () => modules?.close(),
  };
};

const idOf = (path, id) => `${path}#${id}`;

const testsByFile = (ids) => {
  const byFile = new Map();
  for (const known of ids) {
    const [path, id] = known.split('#');
    byFile.set(path, [...(byFile.get(path) ?? []), id]);
  }
  return byFile;
};

const sum = (counts, others) => {
  const total = { ...counts };
  for (const [id, count] of Object.entries(others)) total[id] = (total[id] ?? 0) + count;
  return total;
};

const killedBy = ({ id, message }, path) => ({
  status: MutantRunStatus.Killed,
  killedBy: [idOf(path, id)],
  failureMessage: message,
  nrOfTests: 1,
});

const WAITED = /^(Test|Hook) timed out in/;

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'domain', createTestRunner)];
