import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

/**
 * `npm run torture -- --minutes 60 --seed 7 [--only crashes]`: the scenarios of this folder as in CI, as long and from
 * where it is asked for, one after the other. The time is shared among them.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

const positive = (name, text) => {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new RangeError(`--${name} takes a number above 0, not ${text}`);
};

const minutes = positive('minutes', values.minutes);
const seed = Math.floor(
  positive('seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000_000))),
);
const folder = fileURLToPath(new URL('.', import.meta.url));
const scenarios = readdirSync(folder, { recursive: true }).filter(
  (file) => file.endsWith('.test.ts') && file.includes(values.only),
);
if (scenarios.length === 0) throw new RangeError(`no scenario is called ${values.only}`);

process.env['TORTURE_SECONDS'] = String((minutes * 60) / scenarios.length);
process.env['TORTURE_SEED'] = String(seed);
console.log(`${scenarios.length} scenarios, ${minutes} minutes, from seed ${seed}`);
await startVitest(
  'test',
  scenarios.map((file) => `tools/torture/${String(file)}`),
  { watch: false, maxWorkers: 1, project: ['unit', 'db'] },
);
