import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tableRows } from './markdown-table.js';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

interface Schema {
  readonly properties: Readonly<Record<string, Schema & { readonly items: Schema }>>;
}

const { $defs } = JSON.parse(read('packages/server/rules.schema.json')) as {
  readonly $defs: { readonly document: Schema };
};
const page = read('docs/rules-file.md');

const membersOf = (schema: Schema | undefined): readonly string[] =>
  Object.keys(schema?.properties ?? {}).sort();

const namesIn = (...columns: readonly string[]): readonly string[] =>
  tableRows(page, columns).flatMap(([cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

describe('docs/rules-file.md', () => {
  const { eventType, bookings, query, attempt } = $defs.document.properties;

  it('has every member of a document', () => {
    expect([...namesIn('Member', 'Meaning')].sort()).toEqual(membersOf($defs.document));
  });

  it('has every member of an event type', () => {
    const named = [...namesIn('Member of `eventType`', 'Rule'), 'weekStartsOn'].sort();
    expect(named).toEqual(membersOf(eventType));
  });

  it('has every member of a booking', () => {
    expect([...namesIn('Member of `bookings[]`', 'Meaning')].sort()).toEqual(membersOf(bookings?.items));
  });

  it('has every member of a question', () => {
    const asked = [...membersOf(query), ...membersOf(attempt)];
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !page.includes(`\`${name}`) && !page.includes(`"${name}"`))).toEqual([]);
  });
});
