import { createRequire } from 'node:module';
import { checkPassword } from '@slotkeeper/domain';
import { expect, test } from 'vitest';
import { commonPasswords } from './password-blocklist.js';

const blocklist = commonPasswords();
const ada = { email: 'ada@example.com', name: 'Ada Lovelace' };

// None of them is found by the rules that need no list: repeated pieces, orders, the person's own.
test.each([
  'mailcreated5240',
  'momsanaladventure',
  '1qaz2wsx3edc4rfv',
  'q1w2e3r4t5y6u7i8',
  'PasswordStandard',
  'password12345678',
  'iloveyouprincess',
  'Michael123456789',
])('%s is common', (password) => {
  expect(checkPassword(password, ada, blocklist)).toEqual([expect.objectContaining({ code: 'too_common' })]);
  // The control: without the list it would be taken.
  expect(checkPassword(password, ada, { has: () => false })).toEqual([]);
});

test.each([
  'correct horse battery staple',
  'dragon-monkey-sunshine',
  'xJ9!vQ2#mK7$pL4',
  'a long line of Rilke, misquoted',
  '738194620183746 monkey',
])('%s is not', (password) => {
  expect(checkPassword(password, ada, blocklist)).toEqual([]);
});

test('the list is read when somebody first asks, and not before', () => {
  const require = createRequire(import.meta.url);
  const isRead = (): boolean => require.resolve('@zxcvbn-ts/language-common') in require.cache;
  delete require.cache[require.resolve('@zxcvbn-ts/language-common')];
  const fresh = commonPasswords();
  expect(isRead()).toBe(false);
  expect(fresh.has('passwordpassword')).toBe(true);
  expect(isRead()).toBe(true);
});
