import { describe, expect, it } from 'vitest';
import { ContendedCalendars } from './contended-calendars.js';

describe('calendars that others hold', () => {
  it('are not tried again until it is said that they may be', () => {
    const contended = new ContendedCalendars(100);
    expect(contended.mayTry('a')).toBe(true);
    contended.found('a', 0);
    expect([contended.has('a'), contended.mayTry('a'), contended.mayTry('b')]).toEqual([true, false, true]);
    contended.tryAgain();
    expect([contended.has('a'), contended.mayTry('a')]).toEqual([true, true]);
    contended.found('a', 50);
    expect(contended.mayTry('a')).toBe(false);
  });

  it('are given up once they were held for too long, counted from when they were first found', () => {
    const contended = new ContendedCalendars(100);
    expect([contended.found('a', 1_000), contended.found('a', 1_099)]).toEqual([false, false]);
    contended.tryAgain();
    expect(contended.found('a', 1_100)).toBe(true);
    expect([contended.has('a'), contended.found('a', 1_101)]).toEqual([false, false]);
  });

  it('are counted anew after one of them was free', () => {
    const contended = new ContendedCalendars(100);
    contended.found('a', 0);
    contended.forget('a');
    expect([contended.has('a'), contended.mayTry('a')]).toEqual([false, true]);
    expect([contended.found('a', 150), contended.found('a', 200)]).toEqual([false, false]);
  });

  it('are never given up where there is no bound', () => {
    const contended = new ContendedCalendars(0);
    expect([contended.found('a', 0), contended.found('a', 1e9)]).toEqual([false, false]);
  });
});
