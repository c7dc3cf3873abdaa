import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import shared from './vitest.config.js';

/** Properties, which take long and catch what is left, come after the examples, which catch most at once. */
class ExamplesFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (moduleId.includes('.laws.') ? 1 : 0);
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1)));
  }
}

/**
 * The tests of the domain that need no database, as one project, with fewer examples of the largest properties. Two
 * proofs that take long are left out, so that a mutant which they alone would catch counts as a survivor.
 */
export default defineConfig({
  resolve: shared.resolve ?? {},
  test: {
    testTimeout: 60_000,
    include: [
      'packages/domain/src/**/*.test.ts',
      'packages/in-memory/src/*.laws.test.ts',
      'packages/in-memory/src/create-in-memory-store.test.ts',
      'tools/proofs/*.test.ts',
    ],
    exclude: [
      '**/*.db.test.ts',
      'tools/proofs/*.laws.test.ts',
      'tools/proofs/authorization-matrix.test.ts',
      'packages/domain/src/rules/*.laws.test.ts',
      '**/node_modules/**',
    ],
    env: { TZ: 'UTC' },
    isolate: false,
    provide: { mostRuns: 1_500 },
    setupFiles: ['tools/proofs/same-examples.ts'],
    sequence: { sequencer: ExamplesFirst },
  },
});
