import { describe, expect, it } from 'vitest';
import type { Claim } from '../booking/booking.js';
import { ClaimIndex, excludeEachOther } from './claim-index.js';

const alone = (bookingId: string, start: number, end: number): Claim => ({
  calendarId: 'host',
  bookingId,
  blocked: { start, end },
});
const shared = (bookingId: string, start: number, end: number, shareKey = 'key'): Claim => ({
  ...alone(bookingId, start, end),
  shared: {
    shareKey,
    sessionId: bookingId,
    eventTypeId: 'type',
    startTime: start,
    endTime: end,
    attendees: 1,
  },
});
const indexOf = (...claims: readonly Claim[]): ClaimIndex => {
  const index = new ClaimIndex();
  for (const claim of claims) index.put(claim);
  return index;
};
const within = (index: ClaimIndex, start: number, end: number): string[] =>
  index.within({ start, end }).map(({ bookingId }) => bookingId);

describe('the claims of a calendar', () => {
  it('are found where they overlap a stretch, and not where they meet it', () => {
    for (const of of [alone, shared]) {
      const index = indexOf(of('b', 10, 20), of('a', 0, 10), of('c', 20, 30));
      expect(within(index, 0, 30)).toEqual(['a', 'b', 'c']);
      expect(within(index, 10, 20)).toEqual(['b']);
      expect(within(index, 9, 11)).toEqual(['a', 'b']);
      expect(within(index, 30, 40)).toEqual([]);
    }
  });

  it('are found in order of start, and of those that start together in order of booking', () => {
    const index = indexOf(shared('b', 10, 20), shared('c', 5, 12), shared('a', 10, 15), alone('d', 0, 5));
    expect(within(index, 0, 30)).toEqual(['d', 'c', 'a', 'b']);
    expect(within(indexOf(alone('z', 7, 9), shared('y', 7, 9), shared('x', 0, 9)), 0, 9)).toEqual([
      'x',
      'y',
      'z',
    ]);
  });

  it('are found though they began long before, however many began since', () => {
    const index = indexOf(
      shared('long', 0, 100),
      ...[1, 2, 3, 4].map((n) => shared(`n${n}`, n * 10, n * 10 + 1)),
    );
    expect(within(index, 60, 70)).toEqual(['long']);
    expect(within(index, 99, 200)).toEqual(['long']);
    expect(within(index, 100, 200)).toEqual([]);
  });

  it('are each there once, as they were last put', () => {
    const index = indexOf(shared('a', 0, 10), alone('b', 20, 30));
    const [again, deadline] = [shared('a', 0, 10, 'another key'), { ...alone('b', 20, 30), deadline: 5 }];
    index.put(again);
    index.put(deadline);
    expect(index.within({ start: 0, end: 30 })).toEqual([again, deadline]);
  });

  it('are other claims where another booking, or another stretch of the same, has them', () => {
    expect(within(indexOf(shared('a', 0, 10), shared('b', 0, 10), shared('a', 0, 20)), 0, 5)).toEqual([
      'a',
      'a',
      'b',
    ]);
  });

  it('go when they are dropped, and no others with them', () => {
    const index = indexOf(shared('a', 0, 10), shared('b', 0, 10), alone('c', 20, 30), alone('d', 30, 40));
    index.drop(shared('b', 0, 10));
    index.drop(alone('d', 30, 40));
    expect(within(index, 0, 50)).toEqual(['a', 'c']);
    index.drop(shared('x', 0, 10));
    index.drop(alone('x', 20, 30));
    index.drop(alone('c', 25, 30));
    index.drop(alone('e', 40, 50));
    expect(within(index, 0, 50)).toEqual(['a', 'c']);
  });
});

describe('two claims of one calendar', () => {
  it('may both be where they are of one key, or do not overlap', () => {
    expect(excludeEachOther(shared('a', 0, 10), shared('b', 5, 15))).toBe(false);
    expect(excludeEachOther(shared('a', 0, 10), shared('b', 10, 15, 'other'))).toBe(false);
    expect(excludeEachOther(alone('a', 0, 10), alone('b', 10, 15))).toBe(false);
  });

  it('may not both be where one of them is shared by nobody, or by others', () => {
    expect(excludeEachOther(alone('a', 0, 10), alone('b', 9, 15))).toBe(true);
    expect(excludeEachOther(shared('a', 0, 10), alone('b', 9, 15))).toBe(true);
    expect(excludeEachOther(alone('a', 0, 10), shared('b', 9, 15))).toBe(true);
    expect(excludeEachOther(shared('a', 0, 10), shared('b', 9, 15, 'other'))).toBe(true);
  });
});
