import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

const TESTS = [
  'packages/*/src/**/*.test.ts',
  'bench/**/*.test.ts',
  'examples/**/*.test.ts',
  'tools/**/*.test.ts',
];

// What reckons with time must not see the zone of the process. Comparisons with other libraries do see it.
const TIME_TESTS = ['time', 'availability', 'slots', 'booking', 'rules'].map(
  (concept) => `packages/domain/src/${concept}/**/*.test.ts`,
);
const AGAINST_LIBRARIES = 'packages/domain/src/availability/recurrence-rule.laws.test.ts';

const timeTestsUnder = (zone: string) => ({
  extends: true as const,
  test: {
    name: `TZ=${zone}`,
    include: TIME_TESTS,
    exclude: [AGAINST_LIBRARIES],
    env: { TZ: zone },
    isolate: false,
    // What sees the zone of the process is found by some examples; the many run under UTC.
    provide: { mostRuns: 1_000 },
    setupFiles: ['tools/time-zone/assert-time-zone.ts'],
  },
});

declare module 'vitest' {
  interface ProvidedContext {
    /** The largest properties try so many examples at the most. */
    mostRuns: number;
  }
}

export default defineConfig({
  resolve: {
    // Tests run on the sources, so that a stale build can't pass them.
    alias: [
      { find: /^@slotkeeper\/domain\/testing$/, replacement: source('domain/src/testing/index.ts') },
      {
        find: /^@slotkeeper\/(domain|in-memory|adapters-postgres|http-fastify|server)$/,
        replacement: source('$1/src/index.ts'),
      },
    ],
  },
  test: {
    // Generous: machines are shared, and no test here is about time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One for each core of the smallest machine that CI runs on; the default there is one alone.
    maxWorkers: 2,
    // Mutation testing, which runs a test once for each mutant, provides fewer.
    provide: { mostRuns: Number.POSITIVE_INFINITY },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: TESTS,
          exclude: ['**/*.db.test.ts', '**/node_modules/**'],
          // Files that share a worker load the modules under test once.
          isolate: false,
          env: { TZ: 'UTC' },
          setupFiles: ['tools/time-zone/assert-time-zone.ts'],
        },
      },
      timeTestsUnder('America/St_Johns'),
      timeTestsUnder('Pacific/Apia'),
      {
        extends: true,
        test: {
          name: 'db',
          isolate: false,
          include: TESTS.map((pattern) => pattern.replace('*.test.ts', '*.db.test.ts')),
          globalSetup: ['tools/test-database/global-setup.ts'],
        },
      },
    ],
  },
});
