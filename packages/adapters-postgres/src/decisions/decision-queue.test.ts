import { describe, expect, it } from 'vitest';
import { DecisionQueue } from './decision-queue.js';
import type { WaitingDecision } from './waiting-decision.js';

const waitingOn = (...calendars: readonly string[]): WaitingDecision => ({
  request: { calendars, reading: {} },
  calendars,
  decision: () => ({ ok: false, error: 'unused' }),
  deadlineMs: Number.POSITIVE_INFINITY,
  answer: () => undefined,
  fail: () => undefined,
});

const any = (): boolean => true;

const queueOf = (waiting: readonly WaitingDecision[]): DecisionQueue => {
  const queue = new DecisionQueue();
  for (const one of waiting) queue.push(one);
  return queue;
};

describe('a queue of decisions', () => {
  it('serves the decisions of one calendar in the order in which they came', () => {
    const crowd = Array.from({ length: 5 }, () => waitingOn('a'));
    const queue = queueOf(crowd);
    expect([...queue.take(2, any), ...queue.take(9, any)]).toEqual(crowd);
    expect(queue.size).toBe(0);
  });

  it('lets calendars take turns, so that a crowd at one keeps nobody else waiting', () => {
    const crowd = Array.from({ length: 1_000 }, () => waitingOn('a'));
    const other = waitingOn('b');
    const queue = queueOf([...crowd, other]);
    const first = queue.take(64, any);
    expect(first).toHaveLength(64);
    expect(first).toContain(other);
    expect(queue.size).toBe(1_001 - 64);
  });

  it('goes on with the turns where the last batch ended', () => {
    const queue = queueOf(['a', 'b', 'c'].flatMap((id) => [waitingOn(id), waitingOn(id)]));
    expect(queue.take(2, any).flatMap(({ calendars }) => calendars)).toEqual(['a', 'b']);
    expect(queue.take(4, any).flatMap(({ calendars }) => calendars)).toEqual(['c', 'a', 'b', 'c']);
  });

  it('passes by the lanes that are not wanted', () => {
    const free = waitingOn('c');
    const queue = queueOf([waitingOn('a'), waitingOn('b', 'a'), free]);
    expect(queue.take(9, (calendars) => !calendars.includes('a'))).toEqual([free]);
    expect(queue.size).toBe(2);
    expect(queue.take(9, any)).toHaveLength(2);
  });

  it('puts back what must wait, before those that came later', () => {
    const [first, second, third] = [waitingOn('a'), waitingOn('a'), waitingOn('a')];
    const queue = queueOf([first, second]);
    const taken = queue.take(2, any);
    queue.push(third);
    queue.putBack(taken);
    expect(queue.size).toBe(3);
    expect(queue.take(3, any)).toEqual([first, second, third]);
  });

  it('keeps the turns of the lanes that it puts back', () => {
    const queue = queueOf(['a', 'b', 'c'].map((id) => waitingOn(id)));
    queue.putBack(queue.take(1, any));
    queue.putBack(queue.take(9, any));
    expect(queue.take(9, any).flatMap(({ calendars }) => calendars)).toEqual(['b', 'c', 'a']);
  });

  it('has one lane for a set of calendars, whatever order they are named in', () => {
    const both = [waitingOn('a', 'b'), waitingOn('b', 'a')];
    const queue = queueOf([both[0]!, waitingOn('c'), both[1]!]);
    expect(queue.take(2, any).map(({ calendars }) => calendars.join(''))).toEqual(['ab', 'c']);
    expect(queue.take(2, any)).toEqual([both[1]]);
  });

  it('gives the first lane that is wanted, and its turn is over then', () => {
    const [first, second, third] = [waitingOn('b'), waitingOn('b'), waitingOn('b')];
    const queue = queueOf([waitingOn('a'), first, second, third, waitingOn('c')]);
    const wanted = (calendars: readonly string[]): boolean => !calendars.includes('a');
    expect(queue.takeOfLane(2, wanted)).toEqual([first, second]);
    expect(queue.takeOfLane(2, wanted).flatMap(({ calendars }) => calendars)).toEqual(['c']);
    expect(queue.takeOfLane(2, wanted)).toEqual([third]);
    expect(queue.takeOfLane(2, wanted)).toEqual([]);
    expect(queue.size).toBe(1);
  });

  it('gives all that want a calendar, whatever else they want', () => {
    const [one, several, other, last] = [waitingOn('a'), waitingOn('b', 'a'), waitingOn('b'), waitingOn('a')];
    const queue = queueOf([one, several, other, last]);
    expect(queue.takeAllOn('a')).toEqual([one, last, several]);
    expect(queue.size).toBe(1);
    expect(queue.take(9, any)).toEqual([other]);
  });
});
