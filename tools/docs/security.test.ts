import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tableRows } from './markdown-table.js';

const ROOT = new URL('../../', import.meta.url);
const pathOf = (file: string): string => fileURLToPath(new URL(file, ROOT));

const page = readFileSync(pathOf('docs/security.md'), 'utf8');
const rows = tableRows(page, ['requirement', 'met by', 'shown by']);

/** The files that a cell names. */
const filesIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);

/** What is wrong with a row. */
const faultsOf = ([requirement = '', how = '', shown = '']: readonly string[]): readonly string[] => [
  ...(/^\d+\.\d+\.\d+(( to |, )\d+\.\d+\.\d+)*$/.test(requirement) ? [] : [`no requirement: ${requirement}`]),
  ...(how === '' ? [`${requirement}: nothing meets it`] : []),
  ...(filesIn(shown).length === 0 ? [`${requirement}: nothing shows it`] : []),
  ...filesIn(shown)
    .filter((file) => !existsSync(pathOf(file)))
    .map((file) => `${requirement}: there is no ${file}`),
];

describe('docs/security.md', () => {
  it('names for each requirement what shows it, and that is there', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    [['6.2.1', 'length', '`tools/docs/nothing.test.ts`'], '6.2.1: there is no tools/docs/nothing.test.ts'],
    [['6.2.1', 'length', 'by looking'], '6.2.1: nothing shows it'],
    [['6.2.1', '', '`SECURITY.md`'], '6.2.1: nothing meets it'],
    [['passwords', 'length', '`SECURITY.md`'], 'no requirement: passwords'],
  ])('would be caught with the row %j', (row, fault) => {
    expect(faultsOf(row)).toEqual([fault]);
  });
});
