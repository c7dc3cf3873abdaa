import { describe, expect, it } from 'vitest';
import { within } from './deadline.js';
import { expectEqual, expectRejection, expectThat, ExpectationFailed } from './expectation.js';

describe('what a contract expects', () => {
  it.each([
    ['members in another order', { a: 1, b: [2] }, { b: [2], a: 1 }],
    ['a member that is undefined and one that is not there', { a: 1, b: undefined }, { a: 1 }],
    ['maps of the same', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
    ['undefined', undefined, undefined],
    ['not-a-number', [Number.NaN], [Number.NaN]],
  ])('is met by %s', (_, actual, expected) => {
    expect(() => {
      expectEqual(actual, expected, 'it');
    }).not.toThrow();
  });

  it.each([
    ['another number', 1, 2],
    ['a number as a text', 1, '1'],
    ['a missing item', [1], [1, 2]],
    ['an item too many', [1, 2], [1]],
    ['items in another order', [1, 2], [2, 1]],
    ['a missing member', { a: 1 }, { a: 1, b: 2 }],
    ['a member too many', { a: 1, b: 2 }, { a: 1 }],
    ['null for undefined', { a: null }, {}],
    ['an object for a list', { 0: 1 }, [1]],
    ['a map for an object', new Map([['a', 1]]), { a: 1 }],
    ['a map with another value', new Map([['a', 1]]), new Map([['a', 2]])],
    ['something deep down', { a: [{ b: { c: 1 } }] }, { a: [{ b: { c: 2 } }] }],
  ])('is not met by %s', (_, actual, expected) => {
    expect(() => {
      expectEqual(actual, expected, 'it');
    }).toThrow(ExpectationFailed);
  });

  it('says what was expected and what came, within bounds', () => {
    expect(() => {
      expectEqual({ a: 'x'.repeat(5_000) }, undefined, 'the answer');
    }).toThrow(/^the answer: expected undefined, got \{"a":"x{500,600} …$/);
    expect(() => {
      expectThat(false, 'it is so');
    }).toThrow('it is so');
  });

  it('is a rejection, and what comes with it', async () => {
    const thrown = new RangeError('no');
    expect(await expectRejection(Promise.reject(thrown), 'it')).toBe(thrown);
    await expect(expectRejection(Promise.resolve(1), 'it')).rejects.toThrow(/expected a rejection, got 1/);
  });
});

describe('a deadline', () => {
  it('gives what comes in time, be it a value or an error', async () => {
    await expect(within(60_000, 'it', Promise.resolve(1))).resolves.toBe(1);
    await expect(within(60_000, 'it', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('tells of what never comes', async () => {
    await expect(within(1, 'it', new Promise(() => {}))).rejects.toThrow(/^it did not end within 1 ms/);
  });
});
