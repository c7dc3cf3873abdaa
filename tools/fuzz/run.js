import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

/**
 * `npm run fuzz -- --requests 200000 --seed 7`: the same test as in CI, as long and from where it is asked for. A run
 * with the same seed and the number of a fault ends with that fault.
 */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '200000' }, seed: { type: 'string' } },
});

const wholeNumber = (name, text) => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} takes a whole number from 1 on, not ${text}`);
};

const requests = wholeNumber('requests', values.requests);
const seed = wholeNumber('seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000_000)));
console.log(`fuzzing with ${requests} requests from seed ${seed}`);

process.env['FUZZ_REQUESTS'] = String(requests);
process.env['FUZZ_SEED'] = String(seed);
await startVitest('test', ['tools/fuzz/fuzz.test.ts'], {
  watch: false,
  project: ['unit'],
  testNamePattern: 'sound answers',
});
