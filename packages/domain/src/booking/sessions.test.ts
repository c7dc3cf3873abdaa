import { describe, expect, it } from 'vitest';
import { Sessions, type Session } from './sessions.js';

/** A party of one with no buffers. */
const party = (start: number, end: number, more: Partial<Session> = {}): Session => ({
  start,
  end,
  blocked: { start, end },
  attendees: 1,
  ...more,
});
const of = (id: string): Partial<Session> => ({ stored: { id, shareKey: 'event type' } });

describe('sessions', () => {
  it('come in order of what they block', () => {
    const [late, early, middle] = [party(60, 90), party(0, 30), party(30, 60)];
    const widest = party(40, 50, { blocked: { start: -10, end: 50 } });
    const sessions = new Sessions([late, early, middle, widest], { shared: false });
    expect([...sessions]).toEqual([widest, early, middle, late]);
  });

  it('of seats that are shared are the parties of one range, who count together', () => {
    const sessions = new Sessions([party(0, 30), party(0, 30, { attendees: 3 })], { shared: true });
    expect([...sessions]).toEqual([party(0, 30, { attendees: 4 })]);
    expect(sessions.peak(0, 30)).toBe(1);
  });

  it('of seats that are not shared are one for each party, however many begin together', () => {
    const parties = [party(0, 30), party(0, 30), party(0, 30)];
    const sessions = new Sessions(parties, { shared: false });
    expect([...sessions]).toEqual(parties);
    expect(sessions.peak(0, 30)).toBe(3);
  });

  it('are apart where they end apart, though they begin together', () => {
    const [short, long] = [party(0, 30), party(0, 60)];
    const sessions = new Sessions([short, long], { shared: true });
    expect(sessions.at(0, 30)).toEqual(short);
    expect(sessions.at(0, 60)).toEqual(long);
    expect(sessions.at(0, 45)).toBeUndefined();
    expect(sessions.at(30, 60)).toBeUndefined();
  });

  it('are apart where they are stored apart: they began before seats were shared', () => {
    const parties = [party(0, 30, of('a')), party(0, 30, of('b')), party(0, 30, of('b'))];
    const sessions = new Sessions(parties, { shared: true });
    expect([...sessions]).toEqual([party(0, 30, of('a')), party(0, 30, { ...of('b'), attendees: 2 })]);
  });

  it('block the widest of what their parties block', () => {
    const first = party(100, 130, { blocked: { start: 90, end: 130 } });
    const second = party(100, 130, { blocked: { start: 100, end: 150 } });
    for (const parties of [
      [first, second],
      [second, first],
    ]) {
      const sessions = new Sessions(parties, { shared: true });
      expect(sessions.at(100, 130)?.blocked).toEqual({ start: 90, end: 150 });
    }
  });

  it('the first that blocks a range is the first that overlaps it, and not one that meets it', () => {
    const first = party(0, 30);
    const long = party(40, 45, { blocked: { start: 30, end: 200 } });
    const last = party(60, 90);
    const sessions = new Sessions([last, first, long], { shared: false });
    expect(sessions.firstBlocking(0, 90)).toEqual(first);
    expect(sessions.firstBlocking(29, 31)).toEqual(first);
    expect(sessions.firstBlocking(30, 60)).toEqual(long);
    expect(sessions.firstBlocking(199, 300)).toEqual(long);
    expect(sessions.firstBlocking(200, 300)).toBeUndefined();
    expect(sessions.firstBlocking(-30, 0)).toBeUndefined();
  });

  it('one that runs alone leaves room for none beside it', () => {
    const sessions = new Sessions([party(0, 30, { isAlone: true }), party(30, 60)], { shared: false });
    expect(sessions.peak(29, 60)).toBe(Number.POSITIVE_INFINITY);
    expect(sessions.peak(30, 60)).toBe(1);
    expect(sessions.peak(60, 90)).toBe(0);
  });
});
