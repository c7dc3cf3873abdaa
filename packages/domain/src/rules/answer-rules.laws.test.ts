import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, expect, inject, it } from 'vitest';
import { LIMIT_PERIODS, LIMIT_SCOPES, type BookingLimit } from '../booking/booking-terms.js';
import { WEEKDAYS } from '../time/local-date.js';
import { loadZoneTables, type ZoneTables } from '../time/zone-tables.js';
import { answerRules } from './answer-rules.js';
import type {
  RulesAnswer,
  RulesAttempt,
  RulesBooking,
  RulesDocument,
  RulesEventType,
  RulesRefusal,
} from './rules-document.js';

// An oracle that walks from minute to minute and counts by dates of Temporal: no interval, no table of a zone.

const RUNS = Math.min(5_000, inject('mostRuns'));
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
  readonly refusals: readonly RulesRefusal[];
  readonly remaining: number;
}

/** The refusals that a host may set aside, and by which name. */
const POLICY_OF: Readonly<Record<string, string>> = {
  start_in_past: 'not-in-past',
  notice_too_short: 'notice',
  before_first_date: 'horizon',
  beyond_horizon: 'horizon',
  outside_availability: 'availability',
  duration_not_offered: 'duration',
  off_grid: 'grid',
  day_limit_reached: 'limits',
  week_limit_reached: 'limits',
  month_limit_reached: 'limits',
  day_minutes_exceeded: 'limits',
  week_minutes_exceeded: 'limits',
  month_minutes_exceeded: 'limits',
  booker_busy: 'booker-free',
};

const GIVEN_UP = ['cancelled', 'declined', 'expired'];

/** Whether a date of the host is too early, or too late, to be booked today. */
const horizonCodes = (
  { horizonDays, horizonBusinessDays, bookableFrom, bookableUntil }: RulesEventType,
  today: Temporal.PlainDate,
  date: string,
): readonly string[] => {
  let last = horizonDays === undefined ? undefined : today.add({ days: horizonDays });
  if (horizonBusinessDays !== undefined) {
    last = today;
    for (let left = horizonBusinessDays; left > 0; left -= last.dayOfWeek <= 5 ? 1 : 0)
      last = last.add({ days: 1 });
  }
  const until = last?.toString() ?? bookableUntil;
  return [
    ...(bookableFrom !== undefined && date < bookableFrom ? ['before_first_date'] : []),
    ...(until !== undefined && date > until ? ['beyond_horizon'] : []),
  ];
};

/** Judges a range by looking at each of its minutes and at each booking. */
const judgeOf = (document: RulesDocument, open: ReadonlySet<number>) => {
  const { timeZone, eventType } = document;
  const { booker, asHost = false, attendees = 1 } = document.query ?? document.attempt ?? {};
  const { seats = 1, maxConcurrent = 1, bufferBeforeMinutes = 0, bufferAfterMinutes = 0 } = eventType;
  const now = minuteOf(document.now);
  const active = (document.bookings ?? []).filter(
    ({ status = 'confirmed', deadline }) =>
      !GIVEN_UP.includes(status) && !(deadline !== undefined && minuteOf(deadline) <= now),
  );
  const isHere = (booking: RulesBooking): boolean => booking.elsewhere !== true;
  const isOwn = (booking: RulesBooking): boolean => booking.external !== true;
  const isThis = (booking: RulesBooking): boolean =>
    isHere(booking) && isOwn(booking) && booking.eventType !== 'other';
  const taken = new Set<number>();
  for (const booking of active.filter((each) => isHere(each) && !isThis(each))) {
    fill(
      taken,
      minuteOf(booking.startTime) - (booking.bufferBeforeMinutes ?? 0),
      minuteOf(booking.endTime) + (booking.bufferAfterMinutes ?? 0),
    );
  }
  const groups = new Map<string, Group>();
  for (const [index, booking] of active.filter(isThis).entries()) {
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
  const today = dateOf(now);

  const mine = active.filter((each) => booker !== undefined && isOwn(each) && each.booker === booker);
  const rangesOf = (bookings: readonly RulesBooking[]) =>
    bookings.map(({ startTime, endTime }) => ({ start: minuteOf(startTime), end: minuteOf(endTime) }));
  const others = active.filter((each) => isHere(each) && isOwn(each) && !isThis(each));
  const counted = {
    'event-type': [...groups.values()],
    host: [...groups.values(), ...rangesOf(others)],
    'booker-and-event-type': rangesOf(mine.filter(isThis)),
    booker: rangesOf(mine),
  };
  const placed = Object.fromEntries(
    Object.entries(counted).map(([per, ranges]) => [
      per,
      ranges.map((each) => ({ ...each, ...placeOf(each.start) })),
    ]),
  );
  const busyWith = new Set<number>();
  if (eventType.bookerMustBeFree === true)
    for (const { start, end } of counted.booker) fill(busyWith, start, end);

  const limits: readonly BookingLimit[] = [
    {
      per: 'event-type',
      period: 'day',
      maxBookings: eventType.maxPerDay,
      maxMinutes: eventType.maxMinutesPerDay,
    },
    {
      per: 'event-type',
      period: 'week',
      maxBookings: eventType.maxPerWeek,
      maxMinutes: eventType.maxMinutesPerWeek,
    },
    {
      per: 'event-type',
      period: 'month',
      maxBookings: eventType.maxPerMonth,
      maxMinutes: eventType.maxMinutesPerMonth,
    },
    ...(eventType.limits ?? []),
  ];
  const limitRefusals = (start: number, end: number, isJoined: boolean): readonly RulesRefusal[] => {
    const place = placeOf(start);
    const refusals: RulesRefusal[] = [];
    for (const per of ['event-type', 'host', 'booker-and-event-type', 'booker'] as const) {
      if (per.startsWith('booker') ? booker === undefined : isJoined) continue;
      for (const measure of ['limit_reached', 'minutes_exceeded'] as const) {
        for (const period of ['day', 'week', 'month'] as const) {
          for (const limit of limits.filter((each) => each.per === per && each.period === period)) {
            const inPeriod = (placed[per] ?? []).filter((each) => each[period] === place[period]);
            const most = measure === 'limit_reached' ? limit.maxBookings : limit.maxMinutes;
            const [booked, more] =
              measure === 'limit_reached'
                ? [inPeriod.length, 1]
                : [inPeriod.reduce((sum, each) => sum + each.end - each.start, 0), end - start];
            if (most === undefined || booked + more <= most) continue;
            const scope = per === 'event-type' ? {} : { per };
            refusals.push({ code: `${period}_${measure}`, ...scope, booked, limit: most });
          }
        }
      }
    }
    return refusals;
  };

  const isSlot = (start: number, end: number): boolean => {
    const { durationMinutes, durationsMinutes = [durationMinutes], stepMinutes = end - start } = eventType;
    let sinceOpening = 0;
    while (open.has(start - sinceOpening - 1)) sinceOpening += 1;
    return durationsMinutes.includes(end - start) && sinceOpening % stepMinutes === 0;
  };

  return (start: number, end: number): Verdict => {
    const refusals: RulesRefusal[] = [];
    const refuse = (...codes: readonly string[]): void => {
      for (const code of codes) refusals.push({ code });
    };
    const joined = seats > 1 ? groups.get(`${start} ${end}`) : undefined;
    const notice = asHost ? eventType.hostMinimumNoticeMinutes : eventType.minimumNoticeMinutes;

    if (start < now) refuse('start_in_past');
    if (start < now + (notice ?? 0)) refuse('notice_too_short');
    refuse(...horizonCodes(eventType, today, placeOf(start).day));
    let isOpen = true;
    for (let minute = start; minute < end; minute += 1) isOpen &&= open.has(minute);
    if (!isOpen) refuse('outside_availability');
    if (document.attempt?.mustBeSlot === true) {
      const { durationMinutes, durationsMinutes = [durationMinutes] } = eventType;
      if (!durationsMinutes.includes(end - start)) refuse('duration_not_offered');
      if (!isOpen || !isSlot(start, end)) refuse('off_grid');
    }
    refusals.push(...limitRefusals(start, end, joined !== undefined));
    for (let minute = start; minute < end; minute += 1) {
      if (!busyWith.has(minute)) continue;
      refuse('booker_busy');
      break;
    }
    let most = 0;
    let isTaken = false;
    for (let minute = start - bufferBeforeMinutes; minute < end + bufferAfterMinutes; minute += 1) {
      most = Math.max(most, running.get(minute) ?? 0);
      isTaken ||= taken.has(minute);
    }
    if (isTaken) refuse('time_taken');
    const seated = joined?.bookings.reduce((sum, each) => sum + (each.attendees ?? 1), 0) ?? 0;
    const remaining = Math.max(
      0,
      joined !== undefined
        ? seats - seated
        : most >= maxConcurrent
          ? 0
          : seats > 1
            ? seats
            : maxConcurrent - most,
    );
    if (joined === undefined && remaining === 0) refuse('time_taken');
    else if (attendees > Math.min(seats, remaining)) refuse('seats_taken');
    return { refusals, remaining };
  };
};

const oracle = (document: RulesDocument): RulesAnswer => {
  const { query, attempt, eventType } = document;
  const from = minuteOf(query?.from ?? attempt?.startTime ?? '');
  const to = minuteOf(query?.to ?? attempt?.endTime ?? '');
  const open = openMinutes(document, from, to);
  const judge = judgeOf(document, open);
  if (attempt !== undefined) {
    const { refusals } = judge(from, to);
    const isSetAside = ({ code }: RulesRefusal): boolean =>
      (attempt.overrides ?? []).includes(POLICY_OF[code] ?? 'none');
    const standing = refusals.filter((refusal) => !isSetAside(refusal));
    if (standing.length > 0) return { accepted: false, refusals: standing };
    const overridden = [...new Set(refusals.map(({ code }) => POLICY_OF[code] ?? 'none'))];
    return overridden.length === 0 ? { accepted: true } : { accepted: true, overridden };
  }
  const { durationMinutes, stepMinutes = durationMinutes } = eventType;
  const slots: { startTime: string; endTime: string; remaining: number }[] = [];
  let sinceOpening = 0;
  for (let minute = Math.min(...open); minute < to; minute += 1) {
    if (!open.has(minute)) sinceOpening = 0;
    else {
      if (sinceOpening % stepMinutes === 0 && minute >= from) {
        const { refusals, remaining } = judge(minute, minute + durationMinutes);
        if (refusals.length === 0)
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

const COUNTED = new Set(['code', 'per', 'booked', 'limit']);

/** The answer, with no figures of refusals but those of limits: the others are shown by example. */
const bare = (answer: RulesAnswer): RulesAnswer =>
  'refusals' in answer
    ? {
        ...answer,
        refusals: answer.refusals.map(
          (refusal) =>
            Object.fromEntries(
              Object.entries(refusal).filter(([figure]) => COUNTED.has(figure)),
            ) as RulesRefusal,
        ),
      }
    : answer;

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

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const shortTerms = fc.record({
  durationMinutes: fc.constantFrom(30, 60, 90),
  stepMinutes: maybe(fc.constantFrom(15, 30, 45, 60)),
  bufferBeforeMinutes: maybe(fc.constantFrom(0, 15, 60)),
  bufferAfterMinutes: maybe(fc.constantFrom(0, 10, 45)),
  minimumNoticeMinutes: maybe(half(48)),
  hostMinimumNoticeMinutes: maybe(half(48)),
  maxPerDay: maybe(fc.integer({ min: 1, max: 3 })),
  maxPerWeek: seldom(fc.integer({ min: 1, max: 6 })),
  weekStartsOn: maybe(fc.constantFrom(...WEEKDAYS)),
  maxPerMonth: seldom(fc.integer({ min: 1, max: 8 })),
  maxMinutesPerDay: maybe(half(8).map((minutes) => minutes + 30)),
  maxMinutesPerWeek: seldom(half(12).map((minutes) => minutes + 30)),
  maxMinutesPerMonth: seldom(half(16).map((minutes) => minutes + 30)),
  seats: maybe(fc.integer({ min: 1, max: 4 })),
  maxConcurrent: maybe(fc.integer({ min: 1, max: 3 })),
  bookerMustBeFree: maybe(fc.boolean()),
});

const limit: fc.Arbitrary<BookingLimit> = fc
  .record({ per: fc.constantFrom(...LIMIT_SCOPES), period: fc.constantFrom(...LIMIT_PERIODS) })
  .chain((of) =>
    fc.oneof(
      fc.integer({ min: 0, max: 4 }).map((maxBookings) => ({ ...of, maxBookings })),
      half(12).map((maxMinutes) => ({ ...of, maxMinutes })),
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), half(12))
        .map(([maxBookings, maxMinutes]) => ({ ...of, maxBookings, maxMinutes })),
    ),
  );

const limits = fc.uniqueArray(limit, { maxLength: 3, selector: ({ per, period }) => `${per} ${period}` });

/** A scope and period that has members of its own is not limited twice. */
const isLimitedByItself = (short: RulesEventType, { per, period }: BookingLimit): boolean =>
  per === 'event-type' &&
  {
    day: short.maxPerDay ?? short.maxMinutesPerDay,
    week: short.maxPerWeek ?? short.maxMinutesPerWeek,
    month: short.maxPerMonth ?? short.maxMinutesPerMonth,
  }[period] !== undefined;

const horizonNear = (dateNear: fc.Arbitrary<string>): fc.Arbitrary<Partial<RulesEventType>> =>
  fc.oneof(
    fc.constant({}),
    fc.record({ horizonDays: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ horizonBusinessDays: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ bookableFrom: dateNear }),
    fc.record({ bookableUntil: dateNear }),
    fc.tuple(dateNear, dateNear).map(([one, other]) => ({
      bookableFrom: one < other ? one : other,
      bookableUntil: one < other ? other : one,
    })),
  );

const termsNear = (dateNear: fc.Arbitrary<string>): fc.Arbitrary<RulesEventType> =>
  fc
    .tuple(
      shortTerms,
      maybe(fc.uniqueArray(fc.constantFrom(30, 60, 90), { maxLength: 2 })),
      maybe(limits),
      horizonNear(dateNear),
    )
    .map(([short, durations, given, horizon]) => ({
      ...short,
      durationsMinutes: durations && [...new Set([short.durationMinutes, ...durations])],
      limits: given?.filter((each) => !isLimitedByItself(short, each)),
      ...horizon,
    }));

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
  const from = fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ external: true }) },
    { weight: 1, arbitrary: fc.constant({ elsewhere: true }) },
    { weight: 1, arbitrary: fc.constant({ eventType: 'other' as const }) },
  );
  const state = fc.oneof(
    fc.record({ status: maybe(fc.constantFrom('confirmed', 'cancelled', 'expired', 'no-show')) }),
    fc.record({
      status: fc.constantFrom('held', 'pending'),
      deadline: maybe(around(144).map(textOf)),
    }),
  );
  const booker = maybe(fc.constantFrom('ada', 'grace'));
  const booking = fc
    .tuple(
      range(150, 3),
      fc.record({
        bufferBeforeMinutes: maybe(fc.constantFrom(0, 5, 30)),
        bufferAfterMinutes: maybe(fc.constantFrom(0, 20)),
        attendees: maybe(fc.integer({ min: 1, max: 3 })),
        booker,
      }),
      from,
      state,
    )
    .map(([at, ...more]): RulesBooking => Object.assign({}, at, ...more) as RulesBooking);
  const asker = fc.record({
    booker,
    asHost: maybe(fc.boolean()),
    attendees: maybe(fc.integer({ min: 1, max: 3 })),
  });
  const attempt = fc
    .tuple(
      range(96, 3),
      asker,
      maybe(fc.boolean()),
      maybe(fc.subarray([...new Set(Object.values(POLICY_OF))], { minLength: 4 })),
    )
    .map(([at, who, mustBeSlot, overrides]): RulesAttempt => ({
      ...at,
      ...who,
      mustBeSlot,
      overrides: who.asHost === true ? overrides : undefined,
    }));
  const question = fc.oneof(
    fc
      .tuple(range(96, 144), asker)
      .map(([{ startTime, endTime }, who]) => ({ query: { from: startTime, to: endTime, ...who } })),
    attempt.map((made) => ({ attempt: made })),
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
      eventType: termsNear(dateNear),
      bookings: fc.array(booking, { maxLength: 12 }),
      now: around(144).map(textOf),
      question,
      // What nothing is booked near to shows little of seats and of bookers.
      beside: maybe(fc.nat({ max: 11 })),
    })
    .map(({ weekly, overrides: given, question: asked, beside = Infinity, ...rest }) => {
      const { startTime, endTime } = rest.bookings[beside] ?? {};
      const there = startTime === undefined || endTime === undefined ? {} : { startTime, endTime };
      return {
        timeZone,
        schedule: { weekly, overrides: given },
        ...rest,
        ...('attempt' in asked ? { attempt: { ...asked.attempt, ...there } } : asked),
      };
    });
});

/** Windows that touch from day to day may go on for longer than the oracle looks back. */
const isBounded = ({ schedule = {} }: RulesDocument): boolean =>
  (schedule.weekly ?? []).every(({ end, start }) => start >= '05:00' && (end > start || end <= '05:00'));

it('answers what a walk from minute to minute finds', () => {
  const seen = { slots: 0, accepted: 0, overridden: 0, codes: new Set<string>() };
  fc.assert(
    fc.property(documents.filter(isBounded), (document) => {
      const answer = engine(document);
      expect(answer).toEqual(oracle(document));
      if ('slots' in answer) seen.slots += answer.slots.length;
      else if (answer.accepted) {
        seen.accepted += 1;
        seen.overridden += answer.overridden === undefined ? 0 : 1;
      } else for (const { code } of answer.refusals) seen.codes.add(code);
    }),
    // Some are not enough to reach everything by chance: they are the same ones each time.
    { numRuns: RUNS, ...(RUNS < 5_000 ? { seed: 1 } : {}) },
  );
  // What is made up reaches every answer that there is.
  expect(seen.slots).toBeGreaterThan(RUNS / 2);
  expect(seen.accepted).toBeGreaterThan(0);
  expect(seen.overridden).toBeGreaterThan(0);
  expect(seen.codes.size).toBe(16);
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

/** The bookings without one of their members. */
const blindTo = (name: keyof RulesBooking) => ({
  change: ({ bookings = [], ...document }: RulesDocument): RulesDocument => ({
    ...document,
    bookings: bookings.map((booking) => ({ ...booking, [name]: undefined })),
  }),
  what: `an engine that does not see ${name} of bookings`,
});

/** The question without one of its members. */
const deafTo = (name: keyof RulesAttempt) => ({
  change: (document: RulesDocument): RulesDocument => ({
    ...document,
    ...(document.query && { query: { ...document.query, [name]: undefined } }),
    ...(document.attempt && { attempt: { ...document.attempt, [name]: undefined } }),
  }),
  what: `an engine that is not told ${name}`,
});

it.each([
  without('stepMinutes'),
  without('bufferBeforeMinutes'),
  without('bufferAfterMinutes'),
  without('minimumNoticeMinutes'),
  without('hostMinimumNoticeMinutes'),
  without('durationsMinutes'),
  without('horizonDays'),
  without('horizonBusinessDays'),
  without('bookableFrom'),
  without('bookableUntil'),
  without('maxPerDay'),
  without('maxPerWeek'),
  without('weekStartsOn'),
  without('maxPerMonth'),
  without('maxMinutesPerDay'),
  without('maxMinutesPerWeek'),
  without('maxMinutesPerMonth'),
  without('limits'),
  without('bookerMustBeFree'),
  without('seats'),
  without('maxConcurrent'),
  blindTo('deadline'),
  blindTo('booker'),
  blindTo('eventType'),
  blindTo('elsewhere'),
  blindTo('external'),
  blindTo('attendees'),
  deafTo('booker'),
  deafTo('attendees'),
  deafTo('mustBeSlot'),
  deafTo('overrides'),
  {
    what: 'an engine that is not told who the host is',
    change: (document: RulesDocument): RulesDocument => ({
      ...document,
      ...(document.query && { query: { ...document.query, asHost: false } }),
    }),
  },
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
      { numRuns: 20_000, endOnFailure: true },
    );
    expect(failed).toBe(true);
  },
  120_000,
);
