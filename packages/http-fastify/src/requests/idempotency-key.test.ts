import { describe, expect, it } from 'vitest';
import { fingerprintOf, readIdempotencyKey } from './idempotency-key.js';

describe('a fingerprint', () => {
  const one = fingerprintOf('book', { a: 1, b: { c: [1, 2], d: null } });

  it('is the same however the members are ordered', () => {
    expect(fingerprintOf('book', { b: { d: null, c: [1, 2] }, a: 1 })).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, unknown]>([
    ['the operation', 'cancelBooking', { a: 1, b: { c: [1, 2], d: null } }],
    ['a value', 'book', { a: '1', b: { c: [1, 2], d: null } }],
    ['the order of an array', 'book', { a: 1, b: { c: [2, 1], d: null } }],
    ['a member less', 'book', { a: 1, b: { c: [1, 2] } }],
    ['no input', 'book', undefined],
  ])('is another for %s', (_, operation, input) => {
    expect(fingerprintOf(operation, input)).not.toBe(one);
  });
});

describe('an Idempotency-Key', () => {
  it.each(['k', ' ', '~'.repeat(255)])('may be %s', (key) => {
    expect(readIdempotencyKey(key)).toEqual({ ok: true, value: key });
  });

  it.each([[''], ['x'.repeat(256)], ['a\tb'], ['é'], [['a', 'b']]])('may not be %s', (key) => {
    expect(readIdempotencyKey(key)).toMatchObject({ ok: false, error: { field: 'Idempotency-Key' } });
  });
});
