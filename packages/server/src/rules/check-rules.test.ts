import { describe, expect, it } from 'vitest';
import { checkRules } from './check-rules.js';
import { RULES_SCHEMA, type RulesInput } from './rules-schema.js';

const RULES = {
  timeZone: 'Europe/Berlin',
  schedule: { weekly: [{ days: ['MO'], start: '09:00', end: '10:00' }] },
  eventType: {
    durationMinutes: 60,
    durationsMinutes: [30, 60],
    hostMinimumNoticeMinutes: 0,
    horizonBusinessDays: 5,
    maxMinutesPerWeek: 600,
    maxMinutesPerMonth: 2_000,
    limits: [{ per: 'booker', period: 'week', maxBookings: 2, maxMinutes: 90 }],
    bookerMustBeFree: true,
  },
  bookings: [
    {
      startTime: '2025-06-02T07:00:00Z',
      endTime: '2025-06-02T08:00:00Z',
      status: 'held',
      deadline: '2025-06-01T00:10:00Z',
      booker: 'ada',
      eventType: 'other',
      elsewhere: true,
    },
  ],
  now: '2025-06-01T00:00:00Z',
  query: {
    from: '2025-06-02T00:00:00Z',
    to: '2025-06-03T00:00:00Z',
    booker: 'ada',
    asHost: false,
    attendees: 2,
  },
} as const satisfies RulesInput;

const ATTEMPT = {
  startTime: '2025-06-02T07:00:00Z',
  endTime: '2025-06-02T08:00:00Z',
  asHost: true,
  overrides: ['notice'],
  mustBeSlot: true,
};

const faults = (value: unknown): readonly (readonly [field: string, code: string])[] => {
  const checked = checkRules(value);
  return checked.ok ? [] : checked.error.map(({ field, code }) => [field, code] as const);
};

describe('the schema of rules', () => {
  it('knows every member of every policy', () => {
    const { query: _, ...rules } = RULES;
    expect(faults(RULES)).toEqual([]);
    expect(faults({ ...rules, attempt: ATTEMPT })).toEqual([]);
    const dated = { durationMinutes: 60, bookableFrom: '2025-06-01', bookableUntil: '2025-06-30' };
    expect(faults({ ...RULES, eventType: dated })).toEqual([]);
  });

  it('sets nothing aside for a query, and must have no slot of it', () => {
    const query = { ...RULES.query, overrides: ['notice'], mustBeSlot: true };
    expect(faults({ ...RULES, query })).toEqual([
      ['query.overrides', 'unknown_field'],
      ['query.mustBeSlot', 'unknown_field'],
    ]);
  });

  it('refuses what is out of bounds, by the path of its field', () => {
    const eventType = {
      durationMinutes: 60,
      durationsMinutes: [],
      hostMinimumNoticeMinutes: -1,
      horizonBusinessDays: 3_661,
      maxMinutesPerWeek: 0,
      limits: [{ per: 'everybody', period: 'year', maxBookings: -1 }, {}],
      bookerMustBeFree: 1,
    };
    expect(faults({ ...RULES, eventType })).toEqual(
      expect.arrayContaining([
        ['eventType.durationsMinutes', 'too_few'],
        ['eventType.hostMinimumNoticeMinutes', 'out_of_range'],
        ['eventType.horizonBusinessDays', 'out_of_range'],
        ['eventType.maxMinutesPerWeek', 'out_of_range'],
        ['eventType.limits[0].per', 'not_allowed'],
        ['eventType.limits[0].period', 'not_allowed'],
        ['eventType.limits[0].maxBookings', 'out_of_range'],
        ['eventType.limits[1].per', 'missing'],
        ['eventType.limits[1].period', 'missing'],
        ['eventType.bookerMustBeFree', 'wrong_type'],
      ]),
    );
  });

  it('takes no length and no weekday twice', () => {
    expect(faults({ ...RULES, eventType: { durationMinutes: 60, durationsMinutes: [60, 60] } })).toEqual([
      ['eventType.durationsMinutes', 'not_unique'],
    ]);
    const weekly = [{ days: ['MO', 'MO'], start: '09:00', end: '10:00' }];
    expect(faults({ ...RULES, schedule: { weekly } })).toEqual([['schedule.weekly[0].days', 'not_unique']]);
  });

  it('names the type of entries that may not come twice: others are compared each with each', () => {
    const sets: unknown[] = [];
    JSON.stringify(RULES_SCHEMA, (_member, schema: unknown) => {
      if (schema !== null && typeof schema === 'object' && 'uniqueItems' in schema) sets.push(schema);
      return schema;
    });
    const simple = expect.stringMatching(/^(string|integer)$/) as unknown;
    expect(sets).toHaveLength(2);
    for (const set of sets) expect(set).toMatchObject({ items: { type: simple } });
  });
});
