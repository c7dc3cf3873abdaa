import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOrder } from './find-order.js';
import type { Call, SequentialModel } from './history.js';
import { minimalViolation } from './minimal-violation.js';

type Register = { readonly write: number } | { readonly read: true };

/** One number that can be written and read. */
const register: SequentialModel<number, Register> = {
  initial: 0,
  keyOf: String,
  outcomes: (state, command) =>
    'write' in command ? [{ state: command.write, answer: 'done' }] : [{ state, answer: String(state) }],
  changesNothing: (command) => 'read' in command,
};

const wrote = (write: number, asked: number, at?: number): Call<Register> =>
  call({ write }, asked, at === undefined ? undefined : { at, answer: 'done' });
const readAs = (answer: number, asked: number, at: number): Call<Register> =>
  call({ read: true }, asked, { at, answer: String(answer) });
const call = (command: Register, asked: number, heard: Call<Register>['heard']): Call<Register> => ({
  client: 'somebody',
  command,
  asked,
  heard,
});

const kindOf = (...calls: readonly Call<Register>[]): string => findOrder(register, calls).kind;

describe('histories of a register', () => {
  it.each([
    ['nothing was asked', []],
    ['one after the other', [wrote(1, 1, 2), readAs(1, 3, 4)]],
    ['a read that overlaps a write sees it', [wrote(1, 1, 4), readAs(1, 2, 3)]],
    ['a read that overlaps a write does not see it', [wrote(1, 1, 4), readAs(0, 2, 3)]],
    [
      'two writes at once, in the order that the reads tell',
      [wrote(1, 1, 4), wrote(2, 2, 3), readAs(1, 5, 6)],
    ],
    ['a write that was never answered is seen', [wrote(1, 1), readAs(0, 2, 3), readAs(1, 4, 5)]],
    ['a write that was never answered is not seen', [wrote(1, 1), readAs(0, 2, 3), readAs(0, 4, 5)]],
  ])('is linearizable: %s', (_, calls) => {
    expect(kindOf(...calls)).toBe('linearizable');
  });

  it.each([
    ['a read after a write does not see it', [wrote(1, 1, 2), readAs(0, 3, 4)]],
    ['a read sees what nobody wrote', [readAs(1, 1, 2)]],
    ['a read sees what is written after it', [readAs(1, 1, 2), wrote(1, 3, 4)]],
    ['reads go back in time', [wrote(1, 1, 8), readAs(1, 2, 3), readAs(0, 4, 5)]],
    ['what was never answered is seen before it was asked', [readAs(1, 1, 2), wrote(1, 3)]],
    ['what was never answered is seen, and then not', [wrote(1, 1), readAs(1, 2, 3), readAs(0, 4, 5)]],
    [
      'two readers tell of two writes in different orders',
      [wrote(1, 1, 2), wrote(2, 3, 10), wrote(3, 4, 11), readAs(2, 5, 6), readAs(3, 7, 8), readAs(2, 9, 12)],
    ],
  ])('is not linearizable: %s', (_, calls) => {
    expect(kindOf(...calls)).toBe('violation');
  });

  it('says so where it was allowed too little', () => {
    expect(findOrder(register, [wrote(1, 1, 2), wrote(2, 3, 4)], 1).kind).toBe('undecided');
  });

  const histories = fc
    .array(
      fc.record({
        value: fc.constantFrom(0, 1, 2),
        isRead: fc.boolean(),
        isHeard: fc.boolean(),
        bounds: fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 2 }),
      }),
      { maxLength: 6 },
    )
    .map((all) =>
      all.map(({ value, isRead, isHeard, bounds }, index): Call<Register> => {
        // No two stamps are the same.
        const [asked = 0, at = 0] = bounds.toSorted((a, b) => a - b).map((bound) => bound * 10 + index);
        if (isRead) return readAs(value, asked, at);
        return isHeard ? wrote(value, asked, at) : wrote(value, asked);
      }),
    );

  it('the search and a trial of all orders say the same', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(histories, (calls) => {
        const { kind } = findOrder(register, calls);
        kinds.add(kind);
        expect(kind).toBe(hasOrder(calls) ? 'linearizable' : 'violation');
      }),
      { numRuns: 3_000 },
    );
    expect([...kinds].toSorted()).toEqual(['linearizable', 'violation']);
  });

  it('what is left of a violation is one, and none without any of its calls', () => {
    fc.assert(
      fc.property(histories, (calls) => {
        fc.pre(findOrder(register, calls).kind === 'violation');
        const minimal = minimalViolation(register, calls);
        expect(findOrder(register, minimal).kind).toBe('violation');
        for (const one of minimal.filter(({ heard }) => heard !== undefined)) {
          const weaker = 'read' in one.command ? [] : [{ ...one, heard: undefined }];
          const others = [...minimal.filter((other) => other !== one), ...weaker];
          expect(findOrder(register, others).kind).toBe('linearizable');
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Tries each subset of what was never answered, in each order. */
const hasOrder = (calls: readonly Call<Register>[], value = 0): boolean => {
  if (calls.every(({ heard }) => heard === undefined)) return true;
  return calls.some((one) => {
    const others = calls.filter((other) => other !== one);
    if (others.some(({ heard }) => heard !== undefined && heard.at < one.asked)) return false;
    if ('write' in one.command) return hasOrder(others, one.command.write);
    return (one.heard === undefined || one.heard.answer === String(value)) && hasOrder(others, value);
  });
};
