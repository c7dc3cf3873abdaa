import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, expect, it } from 'vitest';
import { WEEKDAYS } from '../time/local-date.js';
import { loadZoneTables, type ZoneTables } from '../time/zone-tables.js';
import { answerRules } from './answer-rules.js';
import type { RulesAnswer, RulesBooking, RulesDocument, RulesEventType } from './rules-document.js';

// An oracle that walks from minute to minute and counts by dates of Temporal: no interval, no table of a zone.

const RUNS = 2_000;
const MINUTE = 60_000;
/** Windows that run into the stretch begin in these days before it; none made up here lasts for longer. */
const DAYS_BACK = 6;
const DAYS_ON = 2;

const minuteOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds / MINUTE;
const textOf = (minute: number): string => new Date(minute * MINUTE).toISOString().replace('.000Z', 'Z');
const zonedOf = (minute: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(minute * MINUTE).toZonedDateTimeISO(timeZone);

const minuteAt = (date: Temporal.PlainDate, clock: string, timeZone: string): number => {
  const day = clock === '24:00' ? date.add({ days: 1 }) : date;
  const local = day.toPlainDateTime(Temporal.PlainTime.from(clock === '24:00' ? '00:00' : clock));
  return local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds / MINUTE;
};

const fill = (minutes: Set<number>, from: number, to: number): void => {
  for (let minute = from; minute < to; minute += 1) minutes.add(minute);
};

const isOnCalendar = (date: Temporal.PlainDate, timeZone: string): boolean =>
  date.toZonedDateTime({ timeZone }).toPlainDate().equals(date);

/** Every minute at which somebody may be booked, from some days before an instant to some days after another. */
const openMinutes = (document: RulesDocument, from: number, to: number): ReadonlySet<number> => {
  const { timeZone, schedule = {} } = document;
  const open = new Set<number>();
  const closed = new Set<number>();
  const enter = (
    minutes: Set<number>,
    date: Temporal.PlainDate,
    { start, end }: { readonly start: string; readonly end: string },
  ): void =>
    fill(
      minutes,
      minuteAt(date, start, timeZone),
      minuteAt(end <= start ? date.add({ days: 1 }) : date, end, timeZone),
    );
  const last = zonedOf(to, timeZone).toPlainDate().add({ days: DAYS_ON });
  let date = zonedOf(from, timeZone).toPlainDate().subtract({ days: DAYS_BACK });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (!isOnCalendar(date, timeZone)) continue;
    const ofDate = (schedule.overrides ?? []).filter((override) => date.toString() === override.date);
    const replaced = ofDate.find(({ kind = 'replace' }) => kind === 'replace');
    const weekly = (schedule.weekly ?? []).filter(({ days }) =>
      days.some((day) => WEEKDAYS.indexOf(day) === date.dayOfWeek - 1),
    );
    for (const hours of replaced?.windows ?? weekly) enter(open, date, hours);
    for (const { kind, windows } of ofDate) {
      if (kind === 'add') for (const hours of windows) enter(open, date, hours);
      if (kind === 'subtract') for (const hours of windows) enter(closed, date, hours);
    }
  }
  for (const minute of closed) open.delete(minute);
  for (const { startTime, endTime } of document.availability ?? [])
    fill(open, minuteOf(startTime), minuteOf(endTime));
  for (const given of document.timeOff ?? []) {
    const off = new Set<number>();
    if ('startDate' in given) {
      const next = Temporal.PlainDate.from(given.endDate).add({ days: 1 });
      fill(
        off,
        minuteAt(Temporal.PlainDate.from(given.startDate), '00:00', timeZone),
        minuteAt(next, '00:00', timeZone),
      );
    } else fill(off, minuteOf(given.startTime), minuteOf(given.endTime));
    for (const minute of off) open.delete(minute);
  }
  return open;
};

interface Group {
  readonly start: number;
  readonly end: number;
  readonly bookings: readonly RulesBooking[];
}

interface Verdict {
  readonly codes: readonly string[];
  readonly remaining: number;
}

/** Judges a range by looking at each of its minutes and at each booking. */
const judgeOf = (document: RulesDocument, open: ReadonlySet<number>) => {
  const { timeZone, eventType } = document;
  const { seats = 1, maxConcurrent = 1, bufferBeforeMinutes = 0, bufferAfterMinutes = 0 } = eventType;
  const active = (document.bookings ?? []).filter(
    ({ status = 'confirmed' }) => !['cancelled', 'declined', 'expired'].includes(status),
  );
  const external = new Set<number>();
  for (const booking of active.filter((each) => each.external === true)) {
    fill(
      external,
      minuteOf(booking.startTime) - (booking.bufferBeforeMinutes ?? 0),
      minuteOf(booking.endTime) + (booking.bufferAfterMinutes ?? 0),
    );
  }
  const groups = new Map<string, Group>();
  for (const [index, booking] of active.filter((each) => each.external !== true).entries()) {
    const [start, end] = [minuteOf(booking.startTime), minuteOf(booking.endTime)];
    const key = seats > 1 ? `${start} ${end}` : String(index);
    groups.set(key, { start, end, bookings: [...(groups.get(key)?.bookings ?? []), booking] });
  }
  const running = new Map<number, number>();
  for (const { start, end, bookings } of groups.values()) {
    const minutes = new Set<number>();
    for (const each of bookings)
      fill(minutes, start - (each.bufferBeforeMinutes ?? 0), end + (each.bufferAfterMinutes ?? 0));
    for (const minute of minutes) running.set(minute, (running.get(minute) ?? 0) + 1);
  }

  const dateOf = (minute: number): Temporal.PlainDate => zonedOf(minute, timeZone).toPlainDate();
  const weekOf = (date: Temporal.PlainDate): string => {
    let first = date;
    while (WEEKDAYS[first.dayOfWeek - 1] !== (eventType.weekStartsOn ?? 'MO'))
      first = first.subtract({ days: 1 });
    return first.toString();
  };
  const placeOf = (minute: number) => {
    const date = dateOf(minute);
    return { day: date.toString(), week: weekOf(date), month: date.toPlainYearMonth().toString() };
  };
  const all = [...groups.values()].map((group) => ({ ...group, ...placeOf(group.start) }));
  const today = dateOf(minuteOf(document.now));

  return (start: number, end: number, attendees: number): Verdict => {
    const codes: string[] = [];
    const place = placeOf(start);
    const inDay = all.filter(({ day }) => day === place.day);
    const inWeek = all.filter(({ week }) => week === place.week);
    const inMonth = all.filter(({ month }) => month === place.month);
    const minutes = inDay.reduce((sum, group) => sum + group.end - group.start, end - start);
    const joined = seats > 1 ? groups.get(`${start} ${end}`) : undefined;
    const { maxPerDay, maxPerWeek, maxPerMonth, maxMinutesPerDay, horizonDays } = eventType;

    if (start < minuteOf(document.now)) codes.push('start_in_past');
    if (start < minuteOf(document.now) + (eventType.minimumNoticeMinutes ?? 0))
      codes.push('notice_too_short');
    if (
      horizonDays !== undefined &&
      Temporal.PlainDate.compare(place.day, today.add({ days: horizonDays })) > 0
    )
      codes.push('beyond_horizon');
    for (let minute = start; minute < end; minute += 1) {
      if (open.has(minute)) continue;
      codes.push('outside_availability');
      break;
    }
    if (joined === undefined) {
      if (maxPerDay !== undefined && inDay.length + 1 > maxPerDay) codes.push('day_limit_reached');
      if (maxPerWeek !== undefined && inWeek.length + 1 > maxPerWeek) codes.push('week_limit_reached');
      if (maxPerMonth !== undefined && inMonth.length + 1 > maxPerMonth) codes.push('month_limit_reached');
      if (maxMinutesPerDay !== undefined && minutes > maxMinutesPerDay) codes.push('day_minutes_exceeded');
    }
    let most = 0;
    let isTaken = false;
    for (let minute = start - bufferBeforeMinutes; minute < end + bufferAfterMinutes; minute += 1) {
      most = Math.max(most, running.get(minute) ?? 0);
      isTaken ||= external.has(minute);
    }
    if (isTaken) codes.push('time_taken');
    const taken = joined?.bookings.reduce((sum, each) => sum + (each.attendees ?? 1), 0) ?? 0;
    const remaining = Math.max(
      0,
      joined !== undefined
        ? seats - taken
        : most >= maxConcurrent
          ? 0
          : seats > 1
            ? seats
            : maxConcurrent - most,
    );
    if (joined === undefined && remaining === 0) codes.push('time_taken');
    else if (attendees > Math.min(seats, remaining)) codes.push('seats_taken');
    return { codes, remaining };
  };
};

const oracle = (document: RulesDocument): RulesAnswer => {
  const { query, attempt, eventType } = document;
  const from = minuteOf(query?.from ?? attempt?.startTime ?? '');
  const to = minuteOf(query?.to ?? attempt?.endTime ?? '');
  const open = openMinutes(document, from, to);
  const judge = judgeOf(document, open);
  if (attempt !== undefined) {
    const { codes } = judge(from, to, attempt.attendees ?? 1);
    return codes.length === 0
      ? { accepted: true }
      : { accepted: false, refusals: codes.map((code) => ({ code })) };
  }
  const { durationMinutes, stepMinutes = durationMinutes } = eventType;
  const slots: { startTime: string; endTime: string; remaining: number }[] = [];
  let sinceOpening = 0;
  for (let minute = Math.min(...open); minute < to; minute += 1) {
    if (!open.has(minute)) sinceOpening = 0;
    else {
      if (sinceOpening % stepMinutes === 0 && minute >= from) {
        const { codes, remaining } = judge(minute, minute + durationMinutes, 1);
        if (codes.length === 0)
          slots.push({ startTime: textOf(minute), endTime: textOf(minute + durationMinutes), remaining });
      }
      sinceOpening += 1;
    }
  }
  return { slots };
};

let zones: ZoneTables;
beforeAll(async () => {
  zones = await loadZoneTables();
});

/** The answer, with no figures of refusals: those are shown by example. */
const bare = (answer: RulesAnswer): RulesAnswer =>
  'refusals' in answer ? { ...answer, refusals: answer.refusals.map(({ code }) => ({ code })) } : answer;

const engine = (document: RulesDocument): RulesAnswer => {
  const answered = answerRules(document, zones);
  if (!answered.ok) throw new Error(JSON.stringify(answered.error.errors));
  return bare(answered.value);
};

/** Where clocks and dates are changed, and a day on which they are: forward, back, by half an hour, by a date. */
const CHANGES = [
  ['UTC', '2025-05-31'],
  ['Europe/Berlin', '2025-03-30'],
  ['Europe/Berlin', '2024-10-27'],
  ['America/New_York', '2024-03-10'],
  ['America/St_Johns', '2011-11-06'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '2025-01-01'],
] as const;

const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30', '45'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
/** At most 14 hours, so that no window goes on for ever. */
const clockWindow = fc
  .record({ start: clockTime, hours: fc.integer({ min: 1, max: 14 }) })
  .map(({ start, hours }) => {
    const end = (Number(start.slice(0, 2)) + hours) % 24;
    const minutes = start.slice(3);
    return {
      start,
      end: end === 0 && minutes === '00' ? '24:00' : `${String(end).padStart(2, '0')}:${minutes}`,
    };
  });

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const half = (count: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: count }).map((n) => n * 30);

const terms: fc.Arbitrary<RulesEventType> = fc.record({
  durationMinutes: fc.constantFrom(30, 60, 90),
  stepMinutes: maybe(fc.constantFrom(15, 30, 45, 60)),
  bufferBeforeMinutes: maybe(fc.constantFrom(0, 15, 60)),
  bufferAfterMinutes: maybe(fc.constantFrom(0, 10, 45)),
  minimumNoticeMinutes: maybe(half(48)),
  horizonDays: maybe(fc.integer({ min: 0, max: 3 })),
  maxPerDay: maybe(fc.integer({ min: 1, max: 3 })),
  maxPerWeek: maybe(fc.integer({ min: 1, max: 6 })),
  weekStartsOn: maybe(fc.constantFrom(...WEEKDAYS)),
  maxPerMonth: maybe(fc.integer({ min: 1, max: 8 })),
  maxMinutesPerDay: maybe(fc.integer({ min: 1, max: 8 }).map((n) => n * 30)),
  seats: maybe(fc.integer({ min: 1, max: 4 })),
  maxConcurrent: maybe(fc.integer({ min: 1, max: 3 })),
});

/** Everything happens in some days around the change. */
const documents: fc.Arbitrary<RulesDocument> = fc.constantFrom(...CHANGES).chain(([timeZone, day]) => {
  const date = Temporal.PlainDate.from(day);
  const noon = minuteOf(`${day}T12:00:00Z`);
  const around = (halfHours: number): fc.Arbitrary<number> =>
    fc.integer({ min: -halfHours, max: halfHours }).map((n) => noon + n * 30);
  const range = (halfHours: number, longest: number) =>
    fc
      .tuple(around(halfHours), fc.integer({ min: 1, max: longest }))
      .map(([start, length]) => ({ startTime: textOf(start), endTime: textOf(start + length * 30) }));
  const dateNear = fc.integer({ min: -2, max: 2 }).map((n) => date.add({ days: n }).toString());
  const booking = fc
    .tuple(
      range(150, 3),
      fc.record({
        status: maybe(fc.constantFrom('confirmed', 'pending', 'cancelled', 'expired', 'no-show')),
        bufferBeforeMinutes: maybe(fc.constantFrom(0, 5, 30)),
        bufferAfterMinutes: maybe(fc.constantFrom(0, 20)),
        attendees: maybe(fc.integer({ min: 1, max: 3 })),
        external: maybe(fc.constantFrom(true, false, false)),
      }),
    )
    .map(([at, more]): RulesBooking => ({ ...at, ...more }));
  const question = fc.oneof(
    range(96, 144).map(({ startTime, endTime }) => ({ query: { from: startTime, to: endTime } })),
    fc
      .tuple(range(96, 3), maybe(fc.integer({ min: 1, max: 3 })))
      .map(([at, attendees]) => ({ attempt: { ...at, attendees } })),
  );
  const overrides = fc.uniqueArray(
    fc.oneof(
      fc.record({
        date: dateNear,
        kind: fc.constantFrom('replace' as const, undefined),
        windows: fc.array(clockWindow, { maxLength: 2 }),
      }),
      fc.record({
        date: dateNear,
        kind: fc.constantFrom('add' as const, 'subtract' as const),
        windows: fc.array(clockWindow, { minLength: 1, maxLength: 2 }),
      }),
    ),
    {
      maxLength: 4,
      selector: ({ date: of, kind = 'replace' }) => `${of} ${kind}`,
    },
  );
  const timeOff = fc.oneof(
    range(100, 20),
    fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 1 })).map(([first, more]) => ({
      startDate: date.add({ days: first }).toString(),
      endDate: date.add({ days: first + more }).toString(),
    })),
  );
  return fc
    .record({
      weekly: fc.array(
        fc.tuple(fc.subarray([...WEEKDAYS], { minLength: 3 }), clockWindow).map(([days, hours]) => ({
          days,
          ...hours,
        })),
        { maxLength: 3 },
      ),
      overrides,
      availability: fc.array(range(96, 40), { maxLength: 2 }),
      timeOff: fc.array(timeOff, { maxLength: 2 }),
      eventType: terms,
      bookings: fc.array(booking, { maxLength: 12 }),
      now: around(144).map(textOf),
      question,
    })
    .map(({ weekly, overrides: given, question: asked, ...rest }) => ({
      timeZone,
      schedule: { weekly, overrides: given },
      ...rest,
      ...asked,
    }));
});

/** Windows that touch from day to day may go on for longer than the oracle looks back. */
const isBounded = ({ schedule = {} }: RulesDocument): boolean =>
  (schedule.weekly ?? []).every(({ end, start }) => start >= '05:00' && (end > start || end <= '05:00'));

it('answers what a walk from minute to minute finds', () => {
  const seen = { slots: 0, accepted: 0, codes: new Set<string>() };
  fc.assert(
    fc.property(documents.filter(isBounded), (document) => {
      const answer = engine(document);
      expect(answer).toEqual(oracle(document));
      if ('slots' in answer) seen.slots += answer.slots.length;
      else if (answer.accepted) seen.accepted += 1;
      else for (const { code } of answer.refusals) seen.codes.add(code);
    }),
    { numRuns: RUNS },
  );
  // What is made up reaches every answer that there is.
  expect(seen.slots).toBeGreaterThan(RUNS / 2);
  expect(seen.accepted).toBeGreaterThan(0);
  expect(seen.codes.size).toBe(10);
}, 120_000);

const without = (...names: readonly (keyof RulesEventType)[]) => ({
  change: ({ eventType, ...document }: RulesDocument): RulesDocument => ({
    ...document,
    eventType: Object.fromEntries(
      Object.entries(eventType).filter(([name]) => !names.includes(name as keyof RulesEventType)),
    ) as unknown as RulesEventType,
  }),
  what: `an engine that does not know ${names.join(' and ')}`,
});

it.each([
  without('stepMinutes'),
  without('bufferBeforeMinutes'),
  without('bufferAfterMinutes'),
  without('minimumNoticeMinutes'),
  without('horizonDays'),
  without('maxPerDay'),
  without('maxPerWeek'),
  without('weekStartsOn'),
  without('maxPerMonth'),
  without('maxMinutesPerDay'),
  without('seats'),
  without('maxConcurrent'),
  {
    what: 'an engine that takes the zone for UTC',
    change: (document: RulesDocument): RulesDocument => ({ ...document, timeZone: 'UTC' }),
  },
  {
    what: 'an engine that takes time off for no time off',
    change: (document: RulesDocument): RulesDocument => ({ ...document, timeOff: [] }),
  },
  {
    what: 'an engine that counts what was cancelled',
    change: ({ bookings = [], ...document }: RulesDocument): RulesDocument => ({
      ...document,
      bookings: bookings.map((booking) => ({ ...booking, status: 'confirmed' })),
    }),
  },
])(
  'catches $what',
  ({ change }) => {
    const { failed } = fc.check(
      fc.property(documents.filter(isBounded), (document) => {
        expect(engine(change(document))).toEqual(oracle(document));
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
    expect(failed).toBe(true);
  },
  120_000,
);
