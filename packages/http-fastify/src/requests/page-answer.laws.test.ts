import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linkTo } from './page-answer.js';

const names = fc.constantFrom('from', 'to', 'limit', 'cursor', 'curso', '%63ursor', 'a+b', '');
const values = fc.oneof(
  fc.constantFrom(
    '',
    '5',
    '2025-01-01T10:00:00Z',
    '2025-01-01T10:00:00%2B01:00',
    'a%20b',
    '>; rel="x',
    '%zz',
  ),
  fc.string({ maxLength: 5 }).map((text) => text.replaceAll(/[?&#]/g, '')),
);
const queries = fc
  .array(fc.tuple(names, values), { maxLength: 4 })
  .map((all) => all.map(([name, value]) => `${name}=${value}`).join('&'));

const target = (link: string): string => /^<(.+)>; rel="next"$/s.exec(link)?.[1] ?? '';

it('the link to the next page asks the same question with its cursor, and with no other', () => {
  fc.assert(
    fc.property(queries, fc.constantFrom('/slots', '/v1/hosts/a.b~c/bookings'), (query, path) => {
      const [linked = '', asked = ''] = target(linkTo(`${path}?${query}`, 'MjAyNQ')).split('?');
      const wanted = new URLSearchParams(query);
      wanted.set('cursor', 'MjAyNQ');
      expect(linked).toBe(path);
      expect([...new URLSearchParams(asked)]).toEqual([...wanted]);
      expect(asked).toMatch(/^[^<>"\s]*$/);
    }),
    { numRuns: 1_000 },
  );
});

it('a question without parameters gets its cursor, too', () => {
  expect(linkTo('/hosts', 'a-b_c')).toBe('</hosts?cursor=a-b_c>; rel="next"');
});
