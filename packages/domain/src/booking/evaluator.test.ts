import { describe, expect, it } from 'vitest';
import { windowsOf } from '../availability/windows.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import { parseInstant, type Instant } from '../time/instant.js';
import { zoneTablesOf } from '../time/zone-tables.js';
import { PLAIN_TERMS } from './booking-terms.js';
import { DEFAULT_EVALUATOR } from './evaluator.js';
import { Sessions } from './sessions.js';
import type { Situation } from './situation.js';

const { explain, judge, listBookable } = DEFAULT_EVALUATOR;

const at = (time: string): Instant => {
  const parsed = parseInstant(`2025-01-01T${time}:00Z`);
  if (!parsed.ok) throw new RangeError(time);
  return parsed.value;
};
const range = (start: string, end: string): { start: Instant; end: Instant } => ({
  start: at(start),
  end: at(end),
});
const stated = (start: string, end: string, slotDuration: number) => ({
  id: start,
  hostId: 'host',
  startTime: at(start),
  endTime: at(end),
  slotDuration,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
});

const situation = (
  booked: readonly { start: Instant; end: Instant }[] = [],
  now = at('08:00'),
): Situation => ({
  now,
  windows: windowsOf(
    { availability: [stated('10:00', '13:00', 30)], schedules: [], timeOff: [] },
    range('00:00', '23:59'),
    zoneTablesOf({ version: 'none', zones: [], links: [] }),
  ),
  busy: new BusyTimeline(booked),
  terms: PLAIN_TERMS,
  sessions: new Sessions([], { shared: false }),
  counts: {},
  attendees: 1,
  asHost: false,
});

const times = (slots: readonly { startTime: Instant }[]): string[] =>
  slots.map(({ startTime }) => new Date(startTime).toISOString().slice(11, 16));

describe('the evaluator', () => {
  it('derives the six slots of 10:00 to 13:00 at 30 minutes', () => {
    const slots = listBookable(situation(), { from: at('00:00'), to: at('23:00') });
    expect(times(slots)).toEqual(['10:00', '10:30', '11:00', '11:30', '12:00', '12:30']);
  });

  it('never moves the grid for what is booked', () => {
    const slots = listBookable(situation([range('10:10', '10:40')]), { from: at('00:00'), to: at('23:00') });
    expect(times(slots)).toEqual(['11:00', '11:30', '12:00', '12:30']);
  });

  it('does not offer what begins before now', () => {
    const slots = listBookable(situation([], at('11:01')), { from: at('00:00'), to: at('23:00') });
    expect(times(slots)).toEqual(['11:30', '12:00', '12:30']);
  });

  it('takes several whole slots as one booking', () => {
    expect(judge(range('10:30', '12:00'), situation())).toEqual({ ok: true, value: { overridden: [] } });
  });

  it.each([
    ['before the window', range('09:30', '10:00'), 'outside_availability'],
    ['over the window’s end', range('12:30', '13:30'), 'outside_availability'],
    ['off the grid', range('10:15', '10:45'), 'off_grid'],
    ['not of whole slots', range('10:00', '10:45'), 'off_grid'],
    ['over a booking', range('10:30', '11:30'), 'time_taken'],
  ])('refuses a range %s', (_, wanted, kind) => {
    expect(judge(wanted, situation([range('11:00', '11:30')]))).toMatchObject({ ok: false, error: { kind } });
  });

  it('gives figures with its refusals', () => {
    const busy = situation([range('11:00', '11:30')], at('12:00'));
    expect(explain(range('10:45', '11:15'), busy)).toEqual([
      { kind: 'start_in_past', now: at('12:00') },
      { kind: 'notice_too_short', earliest: at('12:00') },
      { kind: 'off_grid', slotDurations: [30] },
      { kind: 'time_taken', busy: range('11:00', '11:30') },
    ]);
  });

  it('a booking that ends when another starts is none of its business', () => {
    expect(
      judge(range('10:30', '11:00'), situation([range('10:00', '10:30'), range('11:00', '11:30')])).ok,
    ).toBe(true);
  });
});
