import { describe, expect, it } from 'vitest';
import { fingerprintOf, readIdempotencyKey } from './idempotency-key.js';

describe('a fingerprint', () => {
  const one = fingerprintOf('POST', '/bookings', { a: 1, b: { c: [1, 2], d: null } });

  it('is the same however the members are ordered', () => {
    expect(fingerprintOf('POST', '/bookings', { b: { d: null, c: [1, 2] }, a: 1 })).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, string, unknown]>([
    ['the method', 'PUT', '/bookings', { a: 1, b: { c: [1, 2], d: null } }],
    ['the path', 'POST', '/booking', { a: 1, b: { c: [1, 2], d: null } }],
    ['a value', 'POST', '/bookings', { a: '1', b: { c: [1, 2], d: null } }],
    ['the order of an array', 'POST', '/bookings', { a: 1, b: { c: [2, 1], d: null } }],
    ['a member less', 'POST', '/bookings', { a: 1, b: { c: [1, 2] } }],
    ['no body', 'POST', '/bookings', undefined],
  ])('is another for %s', (_, method, path, body) => {
    expect(fingerprintOf(method, path, body)).not.toBe(one);
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
