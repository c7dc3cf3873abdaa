import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { figuresJson, figuresTable, type Figure } from './figure.js';
import { measureHttp } from './http/measure-http.js';
import { measureLibrary } from './library/measure-library.js';

/** `npm run bench [-- --json FILE] [--only library|http]`: measures, prints a table, and with `--json` writes it down. */
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' } },
});

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  library: () => measureLibrary(),
  http: () => measureHttp(),
};

const wanted = values.only === undefined ? Object.keys(PARTS) : [values.only];
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
