import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

const TESTS = ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'tools/**/*.test.ts'];

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
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: TESTS, exclude: ['**/*.db.test.ts', '**/node_modules/**'] },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: TESTS.map((pattern) => pattern.replace('*.test.ts', '*.db.test.ts')),
          globalSetup: ['tools/test-database/global-setup.ts'],
        },
      },
    ],
  },
});
