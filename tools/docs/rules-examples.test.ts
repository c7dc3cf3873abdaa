import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerRules, loadZoneTables, type RulesDocument } from '@slotkeeper/domain';
import { describe, expect, it, test } from 'vitest';
import { rulesExamplesIn } from './rules-examples.js';

const PAGES = ['README.md', 'docs/policies.md', 'docs/rules-file.md', 'docs/time.md'];

const zones = await loadZoneTables();

const pageOf = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');

describe.each(PAGES)('the rules of %s', (file) => {
  const examples = rulesExamplesIn(file, pageOf(file));

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('$place get the answer that the page gives', ({ rules, answer }) => {
    const answered = answerRules(JSON.parse(rules) as RulesDocument, zones);
    expect(answered).toEqual({ ok: true, value: JSON.parse(answer) as unknown });
  });
});

test.each([
  ['```json rules\n{}\n```\n', 'page:1: rules without its counterpart'],
  ['```json answer\n{}\n```\n', 'page:1: answer without its counterpart'],
  ['a\n```json rules\n{}\n```\n```json rules\n{}\n```\n', 'page:2: rules without its counterpart'],
])('an example without its counterpart is an error: %j', (page, message) => {
  expect(() => rulesExamplesIn('page', page)).toThrow(message);
});
