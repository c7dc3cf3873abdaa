import fc from 'fast-check';
import { formatInstant } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { instantPart, readCursor, uuidPart, writeCursor } from './cursor.js';

const instant = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }).map((seconds) => seconds * 1_000);

describe('a cursor', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(instant, fc.uuid(), (startTime, id) => {
        const cursor = writeCursor(formatInstant(startTime), id);
        expect(cursor).toMatch(/^[\w-]{1,200}$/);
        expect(readCursor(cursor, [instantPart, uuidPart])).toEqual({ ok: true, value: [startTime, id] });
      }),
    );
  });

  it('is no cursor once a part of it is changed or lost, unless it is the one of another place', () => {
    fc.assert(
      fc.property(
        instant,
        fc.uuid(),
        fc.nat(),
        fc.base64String({ maxLength: 2 }),
        (startTime, id, place, other) => {
          const cursor = writeCursor(formatInstant(startTime), id);
          const index = place % cursor.length;
          const changed = `${cursor.slice(0, index)}${other}${cursor.slice(index + 1)}`;
          const read = readCursor(changed, [instantPart, uuidPart]);
          const writtenAgain = read.ok
            ? writeCursor(formatInstant(read.value?.[0] ?? 0), read.value?.[1] ?? '')
            : changed;
          expect(writtenAgain).toBe(changed);
        },
      ),
    );
  });

  it('is not read from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readCursor(text, [instantPart, uuidPart])).toMatchObject({
          ok: false,
          error: { errors: [{ field: 'cursor' }] },
        });
      }),
    );
  });
});
