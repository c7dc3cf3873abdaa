import { describe, expect, it } from 'vitest';
import { HOUR_MS } from './instant.js';
import { ZoneTable } from './zone-table.js';

/** An hour ahead of UTC until hour 10, two hours until hour 20, and an hour again. */
const SUMMER = new ZoneTable('Somewhere/Summer', {
  transitions: [10 * HOUR_MS, 20 * HOUR_MS],
  offsets: [HOUR_MS, 2 * HOUR_MS, HOUR_MS],
});

describe('a table of transitions', () => {
  it('has one offset more than transitions', () => {
    for (const offsets of [[], [0], [0, 0, 0]]) {
      expect(() => new ZoneTable('Odd', { transitions: [0], offsets })).toThrow(
        new RangeError('zone Odd: 1 transitions need 2 offsets'),
      );
    }
  });

  it.each([
    ['by UTC', [5, 4], [0, 10, 0]],
    ['by UTC without a pause', [5, 5], [0, 10, 0]],
    ['by local time', [5, 6], [10, 0, 0]],
    ['by local time without a pause', [5, 6], [1, 0, 0]],
  ])('ascends %s', (_, transitions, offsets) => {
    expect(() => new ZoneTable('Odd', { transitions, offsets })).toThrow(
      new RangeError('zone Odd: transitions must ascend, by UTC and by local time'),
    );
  });

  it('may have no transitions at all', () => {
    const fixed = new ZoneTable('Fixed', { transitions: [], offsets: [HOUR_MS] });
    expect(fixed.toLocal(0)).toBe(HOUR_MS);
    expect(fixed.toInstant(HOUR_MS)).toBe(0);
  });
});

describe('the clocks of a zone', () => {
  it('change at the transition itself', () => {
    expect(SUMMER.toLocal(10 * HOUR_MS - 1_000)).toBe(11 * HOUR_MS - 1_000);
    expect(SUMMER.toLocal(10 * HOUR_MS)).toBe(12 * HOUR_MS);
    expect(SUMMER.toLocal(20 * HOUR_MS)).toBe(21 * HOUR_MS);
  });

  it('that skip a time mean one as much later as they skip', () => {
    expect(SUMMER.toInstant(11 * HOUR_MS - 1_000)).toBe(10 * HOUR_MS - 1_000);
    expect(SUMMER.toInstant(11 * HOUR_MS)).toBe(10 * HOUR_MS);
    expect(SUMMER.toInstant(11.5 * HOUR_MS)).toBe(10.5 * HOUR_MS);
    expect(SUMMER.toInstant(12 * HOUR_MS)).toBe(10 * HOUR_MS);
  });

  it('that show a time twice mean the first', () => {
    expect(SUMMER.toInstant(21 * HOUR_MS)).toBe(19 * HOUR_MS);
    expect(SUMMER.toInstant(22 * HOUR_MS - 1_000)).toBe(20 * HOUR_MS - 1_000);
    expect(SUMMER.toInstant(22 * HOUR_MS)).toBe(21 * HOUR_MS);
  });

  it('show the same offset until they change next', () => {
    expect(SUMMER.offsetUntil(0)).toBe(10 * HOUR_MS);
    expect(SUMMER.offsetUntil(10 * HOUR_MS - 1)).toBe(10 * HOUR_MS);
    expect(SUMMER.offsetUntil(10 * HOUR_MS)).toBe(20 * HOUR_MS);
    expect(SUMMER.offsetUntil(20 * HOUR_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are the same in whatever order one asks', () => {
    const instants = [0, 25, 5, 15, 10, 9.5, 20, 19.5, 25, 0].map((hour) => hour * HOUR_MS);
    for (const instant of instants) {
      const offset = instant < 10 * HOUR_MS || instant >= 20 * HOUR_MS ? HOUR_MS : 2 * HOUR_MS;
      expect(SUMMER.offsetAt(instant)).toBe(offset);
    }
    for (const local of [1, 26, 6, 17, 11.5, 26, 17, 1].map((hour) => hour * HOUR_MS)) {
      const fresh = new ZoneTable('Fresh', {
        transitions: [10 * HOUR_MS, 20 * HOUR_MS],
        offsets: [HOUR_MS, 2 * HOUR_MS, HOUR_MS],
      });
      expect(SUMMER.toInstant(local)).toBe(fresh.toInstant(local));
    }
  });
});
