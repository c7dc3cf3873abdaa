import { openWindows } from '../availability/open-windows.js';
import { resolveSchedule } from '../availability/resolve-schedule.js';
import { checkSchedule, type ScheduleStatement } from '../availability/schedule.js';
import { checkTimeOff, timeOffInterval, type TimeOffSpan } from '../availability/time-off.js';
import type { BookingTerms, LimitScope } from '../booking/booking-terms.js';
import {
  DEFAULT_EVALUATOR,
  evaluatorOf,
  overridableOf,
  POLICIES,
  type Evaluator,
} from '../booking/evaluator.js';
import { termsOf } from '../booking/event-type.js';
import { LocalCalendar } from '../booking/local-calendar.js';
import { openDatesOf } from '../booking/open-dates.js';
import { PeriodCounts } from '../booking/period-counts.js';
import { remainingAt } from '../booking/policies/capacity.js';
import { durationOffered } from '../booking/policies/duration-offered.js';
import { onGrid } from '../booking/policies/on-grid.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import { Sessions } from '../booking/sessions.js';
import type { Situation } from '../booking/situation.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { BusyTimeline } from '../slots/busy-timeline.js';
import { DAY_MS, formatInstant, MINUTE_MS } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import type { ZoneTables } from '../time/zone-tables.js';
import { FieldReader, NOTHING } from './field-reader.js';
import { readBookings, type ReadBooking, type ReadBookings } from './read-bookings.js';
import { readEventType } from './read-event-type.js';
import type { RulesAnswer, RulesAttempt, RulesDocument, RulesRange, RulesRefusal } from './rules-document.js';

/** One question spans so many days at most. */
export const MAX_RULES_DAYS = 366;

// For what may start anywhere in a window and be of any length.
const OFF_GRID = evaluatorOf(POLICIES.filter((policy) => policy !== onGrid && policy !== durationOffered));

const OVERRIDABLE = overridableOf(DEFAULT_EVALUATOR);

/**
 * Derives the slots of a document's rules, or judges one attempt, without a store. The shape of the document is that of
 * its JSON Schema; what a schema can't say is checked here, and every broken rule is reported with the path of its field.
 * An attempt may start anywhere in a window, unless it says that it must be a slot: the grid is for listing.
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
  const bookings = readBookings(document, now, reader);
  const eventType = readEventType(document, reader);
  const statement = scheduleStatement(document);
  const schedule = checkSchedule(statement, zones);
  if (!schedule.ok) reader.refuseAll('schedule', schedule.error.errors);
  if (reader.errors.length > 0) return err(invalidInput(reader.errors));

  const zone = zones.get(document.timeZone);
  const terms = termsOf(eventType);
  const opened = openWindows(
    { ranges, schedule: { hours: resolveSchedule(statement, zone), zone }, timeOff: IntervalSet.of(timeOff) },
    asked,
  );
  const { durationMinutes, durationsMinutes = [durationMinutes], stepMinutes } = document.eventType;
  const { booker, asHost = false, attendees = 1 } = document.attempt ?? document.query ?? {};
  const sessions = new Sessions(bookings.ofEventType, { shared: terms.seats > 1 });
  const localCalendar = new LocalCalendar(zone, terms.weekStart);
  const blocking = [...bookings.ofOthers, ...bookings.external];
  const situation: Situation = {
    now,
    bookerId: booker,
    terms,
    windows: (document.attempt === undefined ? [durationMinutes] : durationsMinutes).map((minutes) => ({
      durationMs: minutes * MINUTE_MS,
      stepMs: (stepMinutes ?? minutes) * MINUTE_MS,
      ...opened,
    })),
    busy: new BusyTimeline(blocking.map(({ blocked }) => blocked)),
    sessions,
    localCalendar,
    openDates: terms.horizon && openDatesOf(terms.horizon, localCalendar.dateOf(now)),
    counts: countsOf(terms, sessions, bookings, booker, localCalendar),
    bookerBusy:
      terms.bookerMustBeFree && booker !== undefined
        ? new BusyTimeline(bookedBy(booker, bookings.ofEventType, bookings.ofOthers, bookings.elsewhere))
        : undefined,
    attendees,
    asHost,
  };
  return ok(
    document.attempt === undefined
      ? listSlots(asked, situation)
      : judgeAttempt(asked, situation, document.attempt),
  );
};

/** What counts for the limits; what counts for a booker only where one is named. */
const countsOf = (
  { limits }: BookingTerms,
  sessions: Sessions,
  { ofEventType, ofOthers, elsewhere }: ReadBookings,
  booker: string | undefined,
  localCalendar: LocalCalendar,
): Situation['counts'] => {
  const counted: Record<LimitScope, () => readonly Interval[] | undefined> = {
    'event-type': () => [...sessions],
    host: () => [...sessions, ...ofOthers],
    'booker-and-event-type': () => (booker === undefined ? undefined : bookedBy(booker, ofEventType)),
    booker: () => (booker === undefined ? undefined : bookedBy(booker, ofEventType, ofOthers, elsewhere)),
  };
  const counts: Partial<Record<LimitScope, PeriodCounts>> = {};
  for (const per of new Set(limits.map(({ per }) => per))) {
    const intervals = counted[per]();
    if (intervals === undefined) continue;
    const booked = intervals.map(({ start, end }) => ({ startTime: start, endTime: end }));
    counts[per] = new PeriodCounts(localCalendar, booked);
  }
  return counts;
};

const bookedBy = (booker: string, ...bookings: readonly (readonly ReadBooking[])[]): readonly Interval[] =>
  bookings.flat().filter((booking) => booking.booker === booker);

const listSlots = ({ start, end }: Interval, situation: Situation): RulesAnswer => ({
  slots: OFF_GRID.listBookable(situation, { from: start, to: end }).map(({ startTime, endTime }) => ({
    startTime: formatInstant(startTime),
    endTime: formatInstant(endTime),
    remaining: remainingAt(startTime, endTime, situation),
  })),
});

const judgeAttempt = (
  range: Interval,
  situation: Situation,
  { mustBeSlot = false, overrides = [] }: RulesAttempt,
): RulesAnswer => {
  const evaluator: Evaluator = mustBeSlot ? DEFAULT_EVALUATOR : OFF_GRID;
  const judged = evaluator.judge(range, situation, overrides);
  if (!judged.ok)
    return {
      accepted: false,
      refusals: evaluator.explain(range, situation, overrides).map(wireRefusal),
    };
  const { overridden } = judged.value;
  return overridden.length === 0 ? { accepted: true } : { accepted: true, overridden };
};

const wireRange = ({ start, end }: Interval): RulesRange => ({
  startTime: formatInstant(start),
  endTime: formatInstant(end),
});

const wireRefusal = (refusal: PolicyRefusal): RulesRefusal => {
  const { kind, ...figures } = refusal;
  switch (refusal.kind) {
    case 'start_in_past':
      return { code: kind, now: formatInstant(refusal.now) };
    case 'notice_too_short':
      return { code: kind, earliest: formatInstant(refusal.earliest) };
    case 'booker_busy':
      return { code: kind, ...(refusal.busy === undefined ? {} : { busy: wireRange(refusal.busy) }) };
    case 'time_taken':
      return { code: kind, busy: wireRange(refusal.busy) };
    case 'custom_policy':
      return { code: refusal.code, ...refusal.figures };
    case 'outside_availability':
    case 'off_grid':
    case 'duration_not_offered':
    case 'beyond_horizon':
    case 'before_first_date':
    case 'seats_taken':
      return { code: kind, ...figures };
    default: {
      const { per, booked, limit } = refusal;
      return per === 'event-type' ? { code: kind, booked, limit } : { code: kind, per, booked, limit };
    }
  }
};

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
  if (attempt !== undefined) checkOverrides(attempt, reader);
  return asked;
};

const checkOverrides = ({ overrides = [], asHost = false }: RulesAttempt, reader: FieldReader): void => {
  if (overrides.length > 0 && !asHost)
    reader.refuse('attempt.overrides', 'host_only', 'must be given along with asHost only');
  for (const [index, name] of overrides.entries()) {
    if (OVERRIDABLE.includes(name)) continue;
    const message = `must be one of ${OVERRIDABLE.join(', ')}`;
    reader.refuse(`attempt.overrides[${index}]`, 'not_overridable', message);
  }
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
      reader.refuseAll(field, checked.error.errors);
      return [];
    }
    return [timeOffInterval(span, zones)].filter((interval) => interval !== undefined);
  });
