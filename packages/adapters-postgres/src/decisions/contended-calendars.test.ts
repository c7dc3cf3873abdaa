import { describe, expect, it } from 'vitest';
import { ContendedCalendars } from './contended-calendars.js';

describe('calendars that others hold', () => {
  it('are stuck once somebody has waited for them in vain, until they are free', () => {
    const contended = new ContendedCalendars(100);
    contended.found('a', 0);
    contended.waitedInVain('free');
    expect([contended.has('a'), contended.isStuck(['a']), contended.isStuck(['free'])]).toEqual([
      true,
      false,
      false,
    ]);
    contended.waitedInVain('a');
    contended.found('a', 50);
    expect([contended.isStuck(['b', 'a']), contended.isStuck(['b'])]).toEqual([true, false]);
    contended.forget('a');
    contended.found('a', 60);
    expect(contended.isStuck(['a'])).toBe(false);
  });

  it('are given up once they were held for too long, counted from when they were first found', () => {
    const contended = new ContendedCalendars(100);
    expect([contended.found('a', 1_000), contended.found('a', 1_099)]).toEqual([false, false]);
    contended.waitedInVain('a');
    expect(contended.found('a', 1_100)).toBe(true);
    expect([contended.has('a'), contended.found('a', 1_101)]).toEqual([false, false]);
  });

  it('are counted anew after they were free', () => {
    const contended = new ContendedCalendars(100);
    contended.found('a', 0);
    contended.forget('a');
    expect(contended.has('a')).toBe(false);
    expect([contended.found('a', 150), contended.found('a', 200)]).toEqual([false, false]);
  });

  it('are never given up where there is no bound', () => {
    const contended = new ContendedCalendars(0);
    expect([contended.found('a', 0), contended.found('a', 1e9)]).toEqual([false, false]);
  });
});
