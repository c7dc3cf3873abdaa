import { describe, expect, it } from 'vitest';
import { formatTimeOfDay, parseTimeOfDay } from './time-of-day.js';

describe('a time of day', () => {
  it.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1_439],
    ['24:00', 1_440],
  ])('%s is read, and written again', (text, minutes) => {
    expect(parseTimeOfDay(text)).toEqual({ ok: true, value: minutes });
    expect(formatTimeOfDay(minutes)).toBe(text);
  });

  it.each([
    '',
    'noon',
    '9:30',
    '09:3',
    '0930',
    '09:30:00',
    ' 09:30',
    '-1:30',
    '09:60',
    '23:60',
    '24:01',
    '25:00',
  ])('“%s” is none', (text) => {
    const message = 'must be a time such as 09:30, or 24:00';
    expect(parseTimeOfDay(text)).toEqual({ ok: false, error: { kind: 'invalid_time', message } });
  });
});
