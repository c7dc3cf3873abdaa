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

/** A row is that of the slot before with other times of day, unless it lies on another day or not on whole minutes. */
const bytesOf = (items: readonly ListedSlot[], nextCursor: string | null): Buffer => {
  const tail = `],"nextCursor":${JSON.stringify(nextCursor)}}`;
  const bytes = Buffer.allocUnsafeSlow(HEAD.length + items.length * ROW_LENGTH - 1 + tail.length);
  bytes.write(HEAD, 0, 'latin1');
  let row = HEAD.length;
  // Of the row before, if it lies on whole minutes of one day.
  let midnight = Number.NaN;
  for (const { startTime, endTime } of items) {
    const startMinute = (startTime - midnight) / MINUTE_MS;
    const endMinute = (endTime - midnight) / MINUTE_MS;
    if (isMinuteOfDay(startMinute) && isMinuteOfDay(endMinute)) {
      bytes.copyWithin(row, row - ROW_LENGTH, row);
      writeClock(bytes, row + START_CLOCK, startMinute);
      writeClock(bytes, row + END_CLOCK, endMinute);
    } else {
      const dayOfStart = Math.floor(startTime / DAY_MS) * DAY_MS;
      const isPlain = [startTime, endTime].every((time) => isMinuteOfDay((time - dayOfStart) / MINUTE_MS));
      midnight = isPlain ? dayOfStart : Number.NaN;
      // The comma of the last row is written over.
      bytes.write(rowOf(startTime, endTime), row, 'latin1');
    }
    row += ROW_LENGTH;
  }
  bytes.write(tail, row - 1, 'latin1');
  return bytes;
};

const MINUTES_PER_DAY = DAY_MS / MINUTE_MS;

const isMinuteOfDay = (minute: number): boolean =>
  minute >= 0 && minute < MINUTES_PER_DAY && Math.floor(minute) === minute;

/** `HH:MM`. */
const writeClock = (bytes: Buffer, at: number, minuteOfDay: number): void => {
  const hour = Math.floor(minuteOfDay / 60);
  writeTwoDigits(bytes, at, hour);
  writeTwoDigits(bytes, at + 3, minuteOfDay - hour * 60);
};

const writeTwoDigits = (bytes: Buffer, at: number, count: number): void => {
  const tens = Math.floor(count / 10);
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + count - tens * 10;
};

const ZERO = '0'.charCodeAt(0);
