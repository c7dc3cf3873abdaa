import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const CHOSEN = [
  /^packages\/domain\/src\/.*\.test\.ts$/,
  /^packages\/in-memory\/src\/(use-cases\.laws|create-in-memory-store)\.test\.ts$/,
  /^tools\/proofs\/exact-limits\.test\.ts$/,
];
// Laws that take long and of which others here catch nearly all. What they alone would catch counts as a survivor.
const LEFT_OUT = /^packages\/domain\/src\/(rules|testing)\/.*\.laws\.test\.ts$/;

/** The tests that mutants are tried on: paths from the root of the repository, where they are looked for. */
export const testFiles = () =>
  ['packages/domain/src', 'packages/in-memory/src', 'tools/proofs']
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => CHOSEN.some((pattern) => pattern.test(path)) && !LEFT_OUT.test(path))
    .toSorted();

/**
 * The files with those first that are the most likely to catch a mutant of a file at once: examples before properties,
 * which take long, and what lies near before what lies far.
 */
export const nearestFirst = (files, mutated) => {
  const stem = basename(mutated, '.ts');
  const rank = (file) =>
    (file.includes('.laws.') ? 8 : 0) +
    (file.startsWith('packages/domain/') ? 0 : 4) +
    (dirname(file) === dirname(mutated) ? 0 : 2) +
    (basename(file).startsWith(`${stem}.`) ? 0 : 1);
  return files.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
};
