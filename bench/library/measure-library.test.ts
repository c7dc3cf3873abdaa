import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Figure } from '../figure.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** As short as it can be: what is measured means nothing, but that it is measured does. */
const SHORTEST = {
  windowDays: [1, 30],
  warmUpMs: 1,
  sampleMs: 1,
  rounds: 1,
  peerRounds: 1,
  processRounds: 1,
  bookingsOutside: 1_000,
};

it('the bench of the library runs as it is built, and gives each of its figures', async () => {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'bench'], { cwd: root });
  const script = `
    const { measureLibrary } = await import('./bench/dist/library/measure-library.js');
    console.log(JSON.stringify(await measureLibrary(${JSON.stringify(SHORTEST)})));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
  const figures = JSON.parse(stdout) as readonly Figure[];
  expect(figures.map(({ name }) => name)).toEqual([
    ...[1, 30].flatMap((days) =>
      [0, 100, 1_000].flatMap((bookings) => [
        `slots/${days}d-${bookings}`,
        `slots/${days}d-${bookings}/no-strings`,
      ]),
    ),
    'slots/linearity',
    'slots/30d-100/slot-calculator',
    'slots/30d-100/time-slots-finder',
    'slots/allocated-per-slot',
    'slots/30d-100/1000-bookings-outside',
    'import/domain',
  ]);
  expect(figures.every(({ value, ratio }) => value > 0 && (ratio === null || ratio > 0))).toBe(true);
  expect(figures.find(({ name }) => name === 'slots/30d-100')).toMatchObject({
    goal: '<= 1.5 (<= 3 to resolve)',
    peer: null,
  });
}, 300_000);
