import {
  err,
  invalidInput,
  ok,
  parseInstant,
  type Instant,
  type InvalidInput,
  type Result,
} from '@slotkeeper/domain';

const SEPARATOR = '|';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The place of the last item of a page, opaque to the client. */
export const writeCursor = (...parts: readonly string[]): string =>
  Buffer.from(parts.join(SEPARATOR), 'utf8').toString('base64url');

/** Reads one part of a cursor; undefined where it is none. */
export type CursorPart<T> = (text: string) => T | undefined;

export const instantPart: CursorPart<Instant> = (text) => {
  const parsed = parseInstant(text);
  return parsed.ok ? parsed.value : undefined;
};

export const uuidPart: CursorPart<string> = (text) => (UUID.test(text) ? text : undefined);

const invalid = err(
  invalidInput([
    { field: 'cursor', code: 'invalid_cursor', message: 'must be the nextCursor of an earlier answer' },
  ]),
);

/** What {@link writeCursor} wrote, part by part. A text that it did not write is an error that names `cursor`. */
export const readCursor = <const Parts extends readonly CursorPart<unknown>[]>(
  text: string | undefined,
  parts: Parts,
): Result<{ [I in keyof Parts]: NonNullable<ReturnType<Parts[I]>> } | undefined, InvalidInput> => {
  if (text === undefined) return ok(undefined);
  const written = Buffer.from(text, 'base64url').toString('utf8').split(SEPARATOR);
  if (written.length !== parts.length || writeCursor(...written) !== text) return invalid;
  const values = parts.map((part, index) => part(written[index] ?? ''));
  if (values.includes(undefined)) return invalid;
  return ok(values as { [I in keyof Parts]: NonNullable<ReturnType<Parts[I]>> });
};
