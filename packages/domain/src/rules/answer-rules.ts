import { openWindows } from '../availability/open-windows.js';
import { resolveSchedule } from '../availability/resolve-schedule.js';
import { checkSchedule, type ScheduleStatement } from '../availability/schedule.js';
import { checkTimeOff, timeOffInterval, type TimeOffSpan } from '../availability/time-off.js';
import { PLAIN_TERMS, type BookingLimit, type BookingTerms } from '../booking/booking-terms.js';
import { blocksTime } from '../booking/booking-status.js';
import { evaluatorOf, POLICIES } from '../booking/evaluator.js';
import { LocalCalendar } from '../booking/local-calendar.js';
import { openDatesOf } from '../booking/open-dates.js';
import { PeriodCounts } from '../booking/period-counts.js';
import { remainingAt } from '../booking/policies/capacity.js';
import { durationOffered } from '../booking/policies/duration-offered.js';
import { onGrid } from '../booking/policies/on-grid.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import { Sessions, type Session } from '../booking/sessions.js';
import type { Situation } from '../booking/situation.js';
import { invalidInput, type FieldError, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import { DAY_MS, formatInstant, MINUTE_MS, parseInstant, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { WEEKDAYS } from '../time/local-date.js';
import type { ZoneTables } from '../time/zone-tables.js';
import type {
  RulesAnswer,
  RulesBooking,
  RulesDocument,
  RulesEventType,
  RulesRange,
  RulesRefusal,
} from './rules-document.js';

/** One question spans so many days at most. */
export const MAX_RULES_DAYS = 366;

// An attempt may start anywhere in a window and be of any length.
const EVALUATOR = evaluatorOf(POLICIES.filter((policy) => policy !== onGrid && policy !== durationOffered));

/**
 * Derives the slots of a document's rules, or judges one attempt, without a store. The shape of the document is that of
 * its JSON Schema; what a schema can't say is checked here, and every broken rule is reported with the path of its field.
 * An attempt may start anywhere in a window: the grid is for listing.
 */
export const answerRules = (
  document: RulesDocument,
  zones: ZoneTables,
): Result<RulesAnswer, InvalidInput> => {
  const reader = new FieldReader();
  if (!zones.has(document.timeZone)) {
    reader.refuse(
      'timeZone',
      'unknown_time_zone',
      'must be the IANA name of a time zone, such as Europe/Berlin',
    );
    return err(invalidInput(reader.errors));
  }
  const now = reader.instant('now', document.now);
  const asked = readQuestion(document, reader);
  const ranges = (document.availability ?? []).map((range, index) =>
    reader.range(`availability[${index}]`, range),
  );
  const timeOff = readTimeOff(document, reader, zones);
  const bookings = (document.bookings ?? []).map((booking, index) =>
    readBooking(`bookings[${index}]`, booking, reader),
  );
  reader.minutes('eventType.durationMinutes', document.eventType.durationMinutes);
  reader.minutes('eventType.stepMinutes', document.eventType.stepMinutes ?? 1);
  const statement = scheduleStatement(document);
  const schedule = checkSchedule(statement, zones);
  if (!schedule.ok) {
    for (const { field, code, message } of schedule.error.errors)
      reader.refuse(`schedule.${field}`, code, message);
  }
  if (reader.errors.length > 0) return err(invalidInput(reader.errors));

  const zone = zones.get(document.timeZone);
  const terms = termsOf(document.eventType);
  const { durationMinutes, stepMinutes = durationMinutes } = document.eventType;
  const opened = openWindows(
    { ranges, schedule: { hours: resolveSchedule(statement, zone), zone }, timeOff: IntervalSet.of(timeOff) },
    asked,
  );
  const active = bookings.filter(({ status }) => blocksTime(status));
  const sessions = new Sessions(
    active.filter(({ external }) => !external),
    { shared: terms.seats > 1 },
  );
  const localCalendar = new LocalCalendar(zone, terms.weekStart);
  const situation: Situation = {
    now,
    windows: [{ durationMs: durationMinutes * MINUTE_MS, stepMs: stepMinutes * MINUTE_MS, ...opened }],
    busy: new BusyTimeline(active.filter(({ external }) => external).map(({ blocked }) => blocked)),
    terms,
    sessions,
    localCalendar,
    openDates: terms.horizon && openDatesOf(terms.horizon, localCalendar.dateOf(now)),
    counts: { 'event-type': new PeriodCounts(localCalendar, sessions) },
    attendees: document.attempt?.attendees ?? 1,
    asHost: false,
  };
  return ok(document.attempt === undefined ? listSlots(asked, situation) : judgeAttempt(asked, situation));
};

const listSlots = ({ start, end }: Interval, situation: Situation): RulesAnswer => ({
  slots: EVALUATOR.listBookable(situation, { from: start, to: end }).map(({ startTime, endTime }) => ({
    startTime: formatInstant(startTime),
    endTime: formatInstant(endTime),
    remaining: remainingAt(startTime, endTime, situation),
  })),
});

const judgeAttempt = (range: Interval, situation: Situation): RulesAnswer => {
  const refusals = EVALUATOR.explain(range, situation);
  return refusals.length === 0
    ? { accepted: true }
    : { accepted: false, refusals: refusals.map(wireRefusal) };
};

const wireRefusal = (refusal: PolicyRefusal): RulesRefusal => {
  const { kind, ...figures } = refusal;
  switch (refusal.kind) {
    case 'start_in_past':
      return { code: kind, now: formatInstant(refusal.now) };
    case 'notice_too_short':
      return { code: kind, earliest: formatInstant(refusal.earliest) };
    case 'time_taken':
    case 'booker_busy':
      return {
        code: kind,
        busy: { startTime: formatInstant(refusal.busy.start), endTime: formatInstant(refusal.busy.end) },
      };
    case 'custom_policy':
      return { code: refusal.code, ...refusal.figures };
    case 'outside_availability':
    case 'off_grid':
    case 'duration_not_offered':
    case 'beyond_horizon':
    case 'before_first_date':
    case 'seats_taken':
      return { code: kind, ...figures };
    default:
      return { code: kind, booked: refusal.booked, limit: refusal.limit };
  }
};

const termsOf = (eventType: RulesEventType): BookingTerms => ({
  ...PLAIN_TERMS,
  bufferBeforeMs: (eventType.bufferBeforeMinutes ?? 0) * MINUTE_MS,
  bufferAfterMs: (eventType.bufferAfterMinutes ?? 0) * MINUTE_MS,
  minimumNoticeMs: (eventType.minimumNoticeMinutes ?? 0) * MINUTE_MS,
  horizon: eventType.horizonDays === undefined ? undefined : { kind: 'days', days: eventType.horizonDays },
  limits: limitsOf(eventType),
  weekStart: WEEKDAYS.indexOf(eventType.weekStartsOn ?? 'MO'),
  seats: eventType.seats ?? 1,
  maxConcurrent: eventType.maxConcurrent ?? 1,
});

const limitsOf = (eventType: RulesEventType): readonly BookingLimit[] => [
  {
    per: 'event-type',
    period: 'day',
    maxBookings: eventType.maxPerDay,
    maxMinutes: eventType.maxMinutesPerDay,
  },
  { per: 'event-type', period: 'week', maxBookings: eventType.maxPerWeek },
  { per: 'event-type', period: 'month', maxBookings: eventType.maxPerMonth },
];

const scheduleStatement = ({ timeZone, schedule = {} }: RulesDocument): ScheduleStatement => ({
  name: 'rules',
  timeZone,
  weekly: schedule.weekly ?? [],
  recurring: schedule.recurring ?? [],
  overrides: (schedule.overrides ?? []).map(({ date, kind = 'replace', windows }) => ({
    date,
    kind,
    windows,
  })),
  validFrom: schedule.validFrom,
  validUntil: schedule.validUntil,
});

const readQuestion = ({ query, attempt }: RulesDocument, reader: FieldReader): Interval => {
  if ((query === undefined) === (attempt === undefined)) {
    reader.refuse('query', 'query_or_attempt', 'must be given, or attempt, and not both');
    return NOTHING;
  }
  const asked =
    query === undefined
      ? reader.range('attempt', attempt ?? { startTime: '', endTime: '' })
      : reader.bounds({ from: query.from, to: query.to }, 'query.from', 'query.to');
  if (asked.end - asked.start > MAX_RULES_DAYS * DAY_MS) {
    const field = query === undefined ? 'attempt.endTime' : 'query.to';
    reader.refuse(field, 'range_too_long', `must be at most ${MAX_RULES_DAYS} days after the start`);
  }
  return asked;
};

const readTimeOff = (document: RulesDocument, reader: FieldReader, zones: ZoneTables): Interval[] =>
  (document.timeOff ?? []).flatMap((given, index) => {
    const field = `timeOff[${index}]`;
    if (!('startDate' in given)) return [reader.range(field, given)];
    const span: TimeOffSpan = {
      startDate: given.startDate,
      endDate: given.endDate,
      timeZone: document.timeZone,
    };
    const checked = checkTimeOff({ span, note: '' }, zones);
    if (!checked.ok) {
      for (const broken of checked.error.errors)
        reader.refuse(`${field}.${broken.field}`, broken.code, broken.message);
      return [];
    }
    return [timeOffInterval(span, zones)].filter((interval) => interval !== undefined);
  });

interface ReadBooking extends Session {
  readonly status: NonNullable<RulesBooking['status']>;
  readonly external: boolean;
}

const readBooking = (field: string, booking: RulesBooking, reader: FieldReader): ReadBooking => {
  const { start, end } = reader.range(field, booking);
  const { status = 'confirmed', external = false, attendees = 1 } = booking;
  const blocked = {
    start: start - (booking.bufferBeforeMinutes ?? 0) * MINUTE_MS,
    end: end + (booking.bufferAfterMinutes ?? 0) * MINUTE_MS,
  };
  return { start, end, blocked, attendees, status, external };
};

const NOTHING: Interval = { start: 0, end: 1_000 };

/** Reads fields and keeps what is wrong with them; a field that is wrong reads as something harmless. */
class FieldReader {
  readonly errors: FieldError[] = [];

  refuse(field: string, code: string, message: string): void {
    this.errors.push({ field, code, message });
  }

  instant(field: string, text: string): Instant {
    const parsed = parseInstant(text);
    if (parsed.ok) return parsed.value;
    this.refuse(field, parsed.error.kind, parsed.error.message);
    return Number.NaN;
  }

  /** Slots go by these: with none of them a sweep would never end. */
  minutes(field: string, value: number): void {
    if (Number.isInteger(value) && value >= 1) return;
    this.refuse(field, 'out_of_range', 'must be a whole number of minutes, 1 or more');
  }

  range(field: string, { startTime, endTime }: RulesRange): Interval {
    return this.bounds({ from: startTime, to: endTime }, `${field}.startTime`, `${field}.endTime`);
  }

  bounds(
    given: { readonly from: string; readonly to: string },
    fromField: string,
    toField: string,
  ): Interval {
    const start = this.instant(fromField, given.from);
    const end = this.instant(toField, given.to);
    if (end <= start) {
      this.refuse(
        toField,
        'end_not_after_start',
        `must be after ${fromField.split('.').at(-1) ?? fromField}`,
      );
    }
    return start < end ? { start, end } : NOTHING;
  }
}
