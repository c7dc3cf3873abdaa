import {
  DAY_MS,
  formatInstant,
  MINUTE_MS,
  type Instant,
  type ListedSlot,
  type ZoneTable,
} from '@slotkeeper/domain';
import type { Static } from 'typebox';
import { Written } from '../operations/written.js';
import type { SlotPage } from './slot.js';
import { wireListedSlot } from './wire.js';

type SlotPageBody = Static<typeof SlotPage>;

/** A page of slots as it is sent: what `JSON.stringify` makes of them, for a fraction of what that takes. */
export const writeSlotPage = (
  items: readonly ListedSlot[],
  zone: ZoneTable | undefined,
  nextCursor: string | null,
): Written<SlotPageBody> =>
  zone === undefined && items.length > 0 && items.every(({ remaining }) => remaining === undefined)
    ? new Written(bytesOf(items, nextCursor))
    : Written.of({ items: items.map(wireListedSlot(zone)), nextCursor });

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
const bytesOf = (items: readonly ListedSlot[], nextCursor: string | null): Buffer => {
  const tail = `],"nextCursor":${JSON.stringify(nextCursor)}}`;
  const end = HEAD.length + items.length * ROW_LENGTH;
  const bytes = Buffer.allocUnsafeSlow(end - 1 + tail.length);
  bytes.write(HEAD, 0, 'latin1');
  let row = HEAD.length;
  // Of the rows before, if they lie on whole minutes of one day: where its first one is, and where its copies end.
  let midnight = Number.NaN;
  let first = row;
  let copied = row;
  for (const { startTime, endTime } of items) {
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
