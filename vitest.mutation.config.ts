import { defineConfig } from 'vitest/config';
import shared from './vitest.config.js';

/** The tests of the domain that need no database, as one project, with fewer examples of the largest properties. */
export default defineConfig({
  resolve: shared.resolve ?? {},
  test: {
    testTimeout: 60_000,
    include: [
      'packages/domain/src/**/*.test.ts',
      'packages/in-memory/src/*.laws.test.ts',
      'tools/proofs/*.test.ts',
    ],
    exclude: ['**/*.db.test.ts', '**/node_modules/**'],
    env: { TZ: 'UTC' },
    provide: { mostRuns: 1_500 },
  },
});
