import {
  DAY_MS,
  formatInstant,
  MINUTE_MS,
  slotsOf,
  type Instant,
  type ListedSlot,
  type SlotSeries,
  type ZoneTable,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import { Written } from '../operations/written.js';
import { tagOfBytes } from '../requests/if-none-match.js';
import type { SlotPage } from './slot.js';
import { wireListedSlot } from './wire.js';

type SlotPageBody = Static<typeof SlotPage>;

/** Slots of one length of which there is no more to tell, or any. */
export type ListedPage = { readonly series: SlotSeries } | { readonly items: readonly ListedSlot[] };

export interface WrittenPage {
  readonly body: Written<SlotPageBody>;
  /** The strong tag of the body (RFC 9110 section 8.8.3). */
  readonly tag: string;
}

/** A page of slots as it is sent: what `JSON.stringify` makes of them, for a fraction of what that takes. */
export const writeSlotPage = (
  page: ListedPage,
  zone: ZoneTable | undefined,
  nextCursor: string | null,
): WrittenPage => {
  const times = zone === undefined ? timesOf(page) : undefined;
  if (times !== undefined) return writeRows(times, nextCursor);
  const items = 'items' in page ? page.items : slotsOf([page.series]);
  const body = Written.of<SlotPageBody>({ items: items.map(wireListedSlot(zone)), nextCursor });
  return { body, tag: tagOfBytes(body.bytes) };
};

/** Start and end of each slot by turns; undefined where there is none, or more to tell of one. */
const timesOf = (page: ListedPage): Float64Array | undefined => {
  if ('items' in page) return timesOfItems(page.items);
  const { starts, durationMs } = page.series;
  if (starts.length === 0) return undefined;
  const times = roomFor(starts.length);
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] as Instant;
    times[2 * index] = start;
    times[2 * index + 1] = start + durationMs;
  }
  return times;
};

const timesOfItems = (items: readonly ListedSlot[]): Float64Array | undefined => {
  if (items.length === 0) return undefined;
  const times = roomFor(items.length);
  for (const [index, { startTime, endTime, remaining }] of items.entries()) {
    if (remaining !== undefined) return undefined;
    times[2 * index] = startTime;
    times[2 * index + 1] = endTime;
  }
  return times;
};

/** Of the page that is being written: its times, and behind them what else its tag depends on. */
let draft = Buffer.alloc(0);

const TIME_LENGTH = Float64Array.BYTES_PER_ELEMENT;
const FRAME_LENGTH = 1_024;

const roomFor = (slots: number): Float64Array => {
  const length = 2 * slots * TIME_LENGTH + FRAME_LENGTH;
  if (draft.length < length) draft = Buffer.from(new ArrayBuffer(length));
  return new Float64Array(draft.buffer, 0, 2 * slots);
};

const writeRows = (times: Float64Array, nextCursor: string | null): WrittenPage => {
  const tail = `],"nextCursor":${JSON.stringify(nextCursor)}}`;
  const bytes = bytesOf(times, tail);
  return { body: new Written(bytes), tag: tagOf(times, bytes, tail) };
};

/**
 * All that the bytes depend on is a fourth of them: the times, how the first ones are written, what surrounds them, and
 * the way in which the others follow.
 */
const tagOf = (times: Float64Array, bytes: Buffer, tail: string): string => {
  const head = HEAD.length + ROW_LENGTH;
  const end = `${tail}${WAY_OF_WRITING}`;
  if (head + end.length > FRAME_LENGTH) return tagOfBytes(bytes);
  bytes.copy(draft, times.byteLength, 0, head);
  draft.write(end, times.byteLength + head, 'latin1');
  return tagOfBytes(draft.subarray(0, times.byteLength + head + end.length));
};

/** To be raised where the same times come to be written as other bytes: tags that clients hold must not mean those. */
const WAY_OF_WRITING = 1;

const rowOf = (startTime: Instant, endTime: Instant): string =>
  `{"startTime":"${formatInstant(startTime)}","endTime":"${formatInstant(endTime)}"},`;

/** All rows are of one length, each with its comma. */
const ROW_LENGTH = rowOf(0, 0).length;
const HEAD = '{"items":[';
/** Where in a row the `HH:MM` of its start and of its end are. */
const START_CLOCK = rowOf(0, 0).indexOf('00:00');
const END_CLOCK = rowOf(0, 0).lastIndexOf('00:00:00');

/**
 * The first row of a day on whole minutes is written, and those that follow on it are copies with other times of day;
 * any other row is written by itself.
 */
const bytesOf = (times: Float64Array, tail: string): Buffer => {
  const end = HEAD.length + (times.length / 2) * ROW_LENGTH;
  const bytes = Buffer.allocUnsafeSlow(end - 1 + tail.length);
  bytes.write(HEAD, 0, 'latin1');
  let row = HEAD.length;
  // Of the rows before, if they lie on whole minutes of one day: where its first one is, and where its copies end.
  let midnight = Number.NaN;
  let first = row;
  let copied = row;
  for (let index = 0; index < times.length; index += 2) {
    const startTime = times[index] as Instant;
    const endTime = times[index + 1] as Instant;
    const startMinute = (startTime - midnight) / MINUTE_MS;
    const endMinute = (endTime - midnight) / MINUTE_MS;
    if (isMinuteOfDay(startMinute) && isMinuteOfDay(endMinute)) {
      if (row === copied) {
        // As many again as there are. What is too much is written over.
        const more = Math.min(copied - first, end - copied);
        bytes.copyWithin(copied, first, first + more);
        copied += more;
      }
      writeClock(bytes, row + START_CLOCK, startMinute);
      writeClock(bytes, row + END_CLOCK, endMinute);
    } else {
      const dayOfStart = Math.floor(startTime / DAY_MS) * DAY_MS;
      const isPlain =
        isMinuteOfDay((startTime - dayOfStart) / MINUTE_MS) &&
        isMinuteOfDay((endTime - dayOfStart) / MINUTE_MS);
      midnight = isPlain ? dayOfStart : Number.NaN;
      first = row;
      copied = row + ROW_LENGTH;
      bytes.write(rowOf(startTime, endTime), row, 'latin1');
    }
    row += ROW_LENGTH;
  }
  // The comma of the last row is written over.
  bytes.write(tail, end - 1, 'latin1');
  return bytes;
};

const MINUTES_PER_DAY = DAY_MS / MINUTE_MS;

const isMinuteOfDay = (minute: number): boolean =>
  minute >= 0 && minute < MINUTES_PER_DAY && Math.floor(minute) === minute;

/** The four digits of each minute of a day. */
const CLOCK_DIGITS = Buffer.from(
  Array.from({ length: MINUTES_PER_DAY }, (_, minute) => formatInstant(minute * MINUTE_MS).slice(11, 16))
    .join('')
    .replaceAll(':', ''),
  'latin1',
);

/** `HH:MM`, whose colon is there. */
const writeClock = (bytes: Buffer, at: number, minuteOfDay: number): void => {
  const digits = minuteOfDay * 4;
  bytes[at] = CLOCK_DIGITS[digits] as number;
  bytes[at + 1] = CLOCK_DIGITS[digits + 1] as number;
  bytes[at + 3] = CLOCK_DIGITS[digits + 2] as number;
  bytes[at + 4] = CLOCK_DIGITS[digits + 3] as number;
};
