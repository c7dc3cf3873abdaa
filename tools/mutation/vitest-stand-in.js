import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from '@vitest/runner';

// What `vitest` is made of, without the worker that it starts for each run: all that the tests of the domain use.

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect);

// Most of what a property catches at all, it catches with its first examples.
const PROVIDED = { mostRuns: 50 };

export const inject = (key) => PROVIDED[key];
