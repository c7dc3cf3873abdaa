import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { figuresJson, figuresTable, type Figure } from './figure.js';
import { measureGrowth } from './http/measure-growth.js';
import { measureHttp } from './http/measure-http.js';
import { measureSoak } from './http/measure-soak.js';
import { measureLibrary } from './library/measure-library.js';

/**
 * `npm run bench [-- --json FILE] [--only library|http|growth]`: measures, prints a table, and with `--json` writes it
 * down. `npm run soak [-- --minutes N]` is that of a server that goes on for ten minutes, which no other run includes.
 */
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, minutes: { type: 'string', default: '10' } },
});

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  library: () => measureLibrary(),
  http: () => measureHttp(),
  growth: () => measureGrowth(),
  soak: () => measureSoak(minutesOf(values.minutes)),
};
const LONG = 'soak';

/** @throws RangeError where it is not a length of time in which something can be seen */
function minutesOf(text: string): number {
  const minutes = Number(text);
  if (Number.isFinite(minutes) && minutes >= 1) return minutes;
  throw new RangeError(`--minutes takes a number from 1 on, not ${text}`);
}

const wanted = values.only === undefined ? Object.keys(PARTS).filter((name) => name !== LONG) : [values.only];
const figures: Figure[] = [];
for (const name of wanted) {
  const measure = PARTS[name];
  if (measure === undefined)
    throw new RangeError(`--only takes ${Object.keys(PARTS).join(' or ')}, not ${name}`);
  figures.push(...(await measure()));
}
console.log(figuresTable(figures));
if (values.json !== undefined) await writeFile(values.json, figuresJson(figures));
// What misses its goal is told, and is no failure of the bench: machines differ.
process.exitCode = 0;
