import { describe, expect, it } from 'vitest';
import { checkPassword, type PasswordBlocklist } from './check-password.js';

const grace = { email: 'grace.hopper@example.org', name: 'Grace Hopper' };
const none: PasswordBlocklist = { has: () => false };
const faultsOf = (password: string, blocklist = none, person = grace): readonly string[] =>
  checkPassword(password, person, blocklist).map(({ field, code }) => `${field}: ${code}`);

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'fifteen chars..',
    '😀 fifteen chars',
    'i like 1234567 fishes',
    'grace hopper and the moth',
    'x'.repeat(250) + 'fishes',
    '日本語のとても長いパスワードです',
    'abcabcabcabcabX and so on',
  ])('may be %j: length counts, not what it is composed of', (password) => {
    expect(faultsOf(password)).toEqual([]);
  });

  it.each([
    ['', 'too_short'],
    ['fourteen chars', 'too_short'],
    ['😀'.repeat(14), 'too_short'],
    [`${'fishes '.repeat(36)}fishe`, 'too_long'],
  ])('of %j is refused for its length, counted in characters', (password, code) => {
    expect(faultsOf(password)).toEqual([`password: ${code}`]);
  });

  it('may have 15 to 256 characters, however many bytes these are', () => {
    const ofLength = (length: number) =>
      Array.from({ length }, (_, i) => (i % (1 + Math.floor(Math.sqrt(i))) === 0 ? '😀' : 'é')).join('');
    expect([14, 15, 256, 257].map((length) => faultsOf(ofLength(length)))).toEqual([
      ['password: too_short'],
      [],
      [],
      ['password: too_long'],
    ]);
  });

  it.each([
    'aaaaaaaaaaaaaaa',
    'passwordpassword',
    'PasswordpassworD',
    'abcabcabcabcabcab',
    '123412341234123',
    'abcdefghijklmnop',
    'zyxwvutsrqponmlk',
    '012345678901234',
    'qwertyuiopasdfghjkl',
    'qwertzuiop12345',
    'abc123xyz987qwerty',
    'Grace Hopper!!!',
    'grace.hopper@example.org',
    'grace.hopper1906',
    '1grace.hopper1!',
  ])('of %j is easily guessed', (password) => {
    expect(faultsOf(password)).toEqual(['password: too_common']);
  });

  it('that many people choose is refused, whatever its length', () => {
    const seen: string[] = [];
    const blocklist: PasswordBlocklist = {
      has: (password) => {
        seen.push(password);
        return password.startsWith('common');
      },
    };
    expect(faultsOf('commonly chosen by many', blocklist)).toEqual(['password: too_common']);
    expect(faultsOf('rarely chosen by anybody', blocklist)).toEqual([]);
    expect(seen).toEqual(['commonly chosen by many', 'rarely chosen by anybody']);
  });

  it('may hold a short name: what is left of it must be guessed still', () => {
    const person = { email: 'li@example.org', name: 'Li' };
    expect(faultsOf('lilililiX fishes', none, person)).toEqual([]);
    expect(faultsOf('lililililililili', none, person)).toEqual(['password: too_common']);
  });

  it('may hold the person’s own words where as much else must be guessed', () => {
    const person = { email: 'zz@example.org', name: 'Anne' };
    expect(faultsOf('annannannann8765', none, person)).toEqual([]);
    expect(faultsOf('Anne!anne!anne!1', none, person)).toEqual(['password: too_common']);
    expect(faultsOf('AnneAnne87654321', none, person)).toEqual([]);
    expect(faultsOf('AnneAnne1x7y5z3', none, person)).toEqual(['password: too_common']);
  });

  it('is named as the field that it was given in, with a rule for people', () => {
    expect(checkPassword('short', grace, none, 'newPassword')).toEqual([
      { field: 'newPassword', code: 'too_short', message: 'must have at least 15 characters' },
    ]);
    expect(checkPassword('x'.repeat(257), grace, none)).toEqual([
      { field: 'password', code: 'too_long', message: 'must have at most 256 characters' },
    ]);
    expect(checkPassword('x'.repeat(20), grace, none)).toEqual([
      { field: 'password', code: 'too_common', message: 'must not be a password that is easily guessed' },
    ]);
  });
});
