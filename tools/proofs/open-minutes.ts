import {
  isDateSpan,
  MINUTE_MS,
  WEEKDAYS,
  type Instant,
  type Schedule,
  type TimeOff,
} from '@slotkeeper/domain';
import { Temporal } from 'temporal-polyfill';

/** A minute of time: whole minutes since 1970 in UTC. */
export type Minute = number;

export interface MinuteRange {
  readonly from: Minute;
  readonly to: Minute;
}

/** Where somebody can be booked, as an oracle has it: a mark for each minute, and no interval anywhere. */
export interface OpenMinutes {
  readonly isOpen: (minute: Minute) => boolean;
  /** The first of the open minutes that lead up to this open one without a gap. */
  readonly openedAt: (minute: Minute) => Minute;
}

/** Windows that run into a stretch begin in these days before it: schedules of proofs leave a gap in each day. */
const DAYS_BACK = 6;
const DAYS_ON = 3;
const DAY_MINUTES = 1_440;

export const minuteOf = (instant: Instant): Minute => {
  if (instant % MINUTE_MS !== 0) throw new RangeError(`an oracle looks at whole minutes: ${instant}`);
  return instant / MINUTE_MS;
};

export const instantOf = (minute: Minute): Instant => minute * MINUTE_MS;

const DATES = new Map<string, Temporal.PlainDate>();

/** The local date that a minute lies on. */
export const dateAt = (minute: Minute, timeZone: string): Temporal.PlainDate => {
  const key = `${minute} ${timeZone}`;
  const date =
    DATES.get(key) ??
    Temporal.Instant.fromEpochMilliseconds(minute * MINUTE_MS)
      .toZonedDateTimeISO(timeZone)
      .toPlainDate();
  DATES.set(key, date);
  return date;
};

const MINUTES = new Map<string, Minute>();

/** The minute at which a zone's clocks show a time of a date, as Temporal's `compatible` has it. */
const minuteAt = (date: Temporal.PlainDate, clock: string, timeZone: string): Minute => {
  const key = `${date.toString()} ${clock} ${timeZone}`;
  const known = MINUTES.get(key);
  if (known !== undefined) return known;
  const day = clock === '24:00' ? date.add({ days: 1 }) : date;
  const local = day.toPlainDateTime(Temporal.PlainTime.from(clock === '24:00' ? '00:00' : clock));
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  const minute = zoned.epochMilliseconds / MINUTE_MS;
  MINUTES.set(key, minute);
  return minute;
};

const isOnCalendar = (date: Temporal.PlainDate, timeZone: string): boolean =>
  dateAt(minuteAt(date, '00:00', timeZone), timeZone).equals(date);

/** Marks, minute by minute, what one-off ranges and a schedule's hours open and time off closes. */
export const openMinutes = (
  {
    ranges,
    schedule,
    timeOff,
  }: {
    readonly ranges: readonly MinuteRange[];
    readonly schedule: Schedule | undefined;
    readonly timeOff: readonly TimeOff[];
  },
  stretch: MinuteRange,
): OpenMinutes => {
  const first = stretch.from - (DAYS_BACK + 2) * DAY_MINUTES;
  const last = stretch.to + (DAYS_ON + 2) * DAY_MINUTES;
  const marks = new Uint8Array(last - first);
  const mark = ({ from, to }: MinuteRange, value: 0 | 1): void => {
    for (let minute = Math.max(from, first); minute < Math.min(to, last); minute += 1)
      marks[minute - first] = value;
  };
  if (schedule !== undefined) {
    const { opened, closed } = hoursOf(schedule, stretch);
    for (const range of opened) mark(range, 1);
    for (const range of closed) mark(range, 0);
  }
  for (const range of ranges) mark(range, 1);
  for (const { span } of timeOff) mark(rangeOff(span), 0);
  const opened = new Int32Array(last - first);
  for (let index = 1; index < marks.length; index += 1)
    opened[index] = marks[index - 1] === 1 ? (opened[index - 1] as number) : index;
  return {
    isOpen: (minute) => marks[minute - first] === 1,
    openedAt: (minute) => first + (opened[minute - first] as number),
  };
};

const rangeOff = (span: TimeOff['span']): MinuteRange => {
  if (!isDateSpan(span)) return { from: minuteOf(span.startTime), to: minuteOf(span.endTime) };
  const next = Temporal.PlainDate.from(span.endDate).add({ days: 1 });
  return {
    from: minuteAt(Temporal.PlainDate.from(span.startDate), '00:00', span.timeZone),
    to: minuteAt(next, '00:00', span.timeZone),
  };
};

const hoursOf = (
  { timeZone, weekly, overrides }: Schedule,
  { from, to }: MinuteRange,
): { readonly opened: readonly MinuteRange[]; readonly closed: readonly MinuteRange[] } => {
  const opened: MinuteRange[] = [];
  const closed: MinuteRange[] = [];
  const last = dateAt(to, timeZone).add({ days: DAYS_ON });
  let date = dateAt(from, timeZone).subtract({ days: DAYS_BACK });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (!isOnCalendar(date, timeZone)) continue;
    const day = date;
    const rangeOn = ({ start, end }: { readonly start: string; readonly end: string }): MinuteRange => ({
      from: minuteAt(day, start, timeZone),
      to: minuteAt(end <= start ? day.add({ days: 1 }) : day, end, timeZone),
    });
    const ofDate = overrides.filter((override) => override.date === day.toString());
    const replaced = ofDate.find(({ kind }) => kind === 'replace');
    const usual = weekly.filter(({ days }) =>
      days.some((name) => WEEKDAYS.indexOf(name) === day.dayOfWeek - 1),
    );
    opened.push(...(replaced?.windows ?? usual).map(rangeOn));
    for (const { kind, windows } of ofDate) {
      if (kind === 'add') opened.push(...windows.map(rangeOn));
      if (kind === 'subtract') closed.push(...windows.map(rangeOn));
    }
  }
  return { opened, closed };
};
