import {
  formatInstant,
  ok,
  type InvalidInput,
  type Page,
  type PagePosition,
  type Result,
} from '@slotkeeper/domain';
import { instantPart, readCursor, uuidPart, writeCursor } from './cursor.js';

/** The place that a cursor of a list by start and id stands for. */
export const readPagePosition = (
  cursor: string | undefined,
): Result<PagePosition | undefined, InvalidInput> => {
  const read = readCursor(cursor, [instantPart, uuidPart]);
  if (!read.ok || read.value === undefined) return read.ok ? ok(undefined) : read;
  const [startTime, id] = read.value;
  return ok({ startTime, id });
};

/** The cursor of the page that follows, or null where none does. */
export const writePagePosition = ({ items, hasMore }: Page<PagePosition>): string | null => {
  const last = hasMore ? items.at(-1) : undefined;
  return last === undefined ? null : writeCursor(formatInstant(last.startTime), last.id);
};
