import { describe, expect, it } from 'vitest';
import { calendarModel, type CalendarCommand } from './calendar-model.js';
import { describeViolation } from './describe-violation.js';
import { findOrder } from './find-order.js';
import type { Call } from './history.js';

type Told = readonly [client: string, command: CalendarCommand, asked: number, at?: number, answer?: string];

const historyOf = (...told: readonly Told[]): readonly Call<CalendarCommand>[] =>
  told.map(([client, command, asked, at, answer]) => {
    const heard = at === undefined || answer === undefined ? undefined : { at, answer };
    return { client, command, asked, heard };
  });

const NOW = { nows: [0], keyed: false };
const place = { kind: 'plain', halfHours: 1, heads: 1 } as const;
const book = (name: string, by: string, from: number): CalendarCommand => ({
  ...NOW,
  name,
  do: 'book',
  by,
  ...place,
  from,
});
const hold = (name: string, by: string, from: number): CalendarCommand => ({
  ...NOW,
  name,
  do: 'hold',
  by,
  ...place,
  from,
  minutes: 10,
});
const cancel = (booking: string): CalendarCommand => ({
  ...NOW,
  name: `end of ${booking}`,
  do: 'cancel',
  booking,
});
const list: CalendarCommand = { ...NOW, name: 'list', do: 'list' };
const at = (minute: number, command: CalendarCommand): CalendarCommand => ({ ...command, nows: [minute] });
const keyed = (command: CalendarCommand): CalendarCommand => ({ ...command, keyed: true });

const HAS = 'ada’s plain 2–3 confirmed r1';
const GONE = 'ada’s plain 2–3 cancelled r2';
const BOB_HAS = 'bob’s plain 2–3 confirmed r1';

const kindOf = (calls: readonly Call<CalendarCommand>[]): string => findOrder(calendarModel, calls).kind;

describe('histories of a calendar', () => {
  it.each<[string, readonly Told[]]>([
    [
      'the loser of two who ask at once is told so before the winner hears of it',
      [
        ['bob', book('b', 'bob', 2), 1, 3, 'time_taken'],
        ['ada', book('a', 'ada', 2), 2, 4, HAS],
      ],
    ],
    [
      'a time that is given up is booked before the one who gave it up hears of it',
      [
        ['ada', book('a', 'ada', 2), 1, 2, HAS],
        ['ada', cancel('a'), 3, 6, GONE],
        ['bob', book('b', 'bob', 2), 4, 5, BOB_HAS],
      ],
    ],
    [
      'somebody who heard nothing has the time',
      [
        ['ada', book('a', 'ada', 2), 1],
        ['bob', book('b', 'bob', 2), 2, 3, 'time_taken'],
        ['host', list, 4, 5, HAS],
      ],
    ],
    [
      'what is sent again under its key is answered as it was done, though it was undone since',
      [
        ['ada', keyed(book('a', 'ada', 2)), 1],
        ['ada', cancel('a'), 2, 3, GONE],
        ['ada', keyed(book('a', 'ada', 2)), 4, 5, HAS],
        ['host', list, 6, 7, GONE],
      ],
    ],
    [
      'a time whose hold ran out meanwhile is taken, or was not yet',
      [
        ['ada', hold('a', 'ada', 2), 1, 2, 'ada’s plain 2–3 held until 10 r1'],
        ['bob', { ...book('b', 'bob', 2), nows: [9, 12] }, 3, 4, BOB_HAS],
        ['host', list, 5, 6, `ada’s plain 2–3 expired r2; ${BOB_HAS}`],
      ],
    ],
  ])('is linearizable: %s', (_, told) => {
    expect(kindOf(historyOf(...told))).toBe('linearizable');
  });

  it.each<[string, readonly Told[]]>([
    [
      'two have the time',
      [
        ['ada', book('a', 'ada', 2), 1, 3, HAS],
        ['bob', book('b', 'bob', 2), 2, 4, BOB_HAS],
      ],
    ],
    [
      'nobody has the time that somebody was refused',
      [
        ['bob', book('b', 'bob', 2), 1, 2, 'time_taken'],
        ['ada', book('a', 'ada', 2), 3, 4, HAS],
      ],
    ],
    [
      'a booking that was acknowledged is not listed',
      [
        ['ada', book('a', 'ada', 2), 1, 2, HAS],
        ['host', list, 3, 4, ''],
      ],
    ],
    [
      'what is sent again under its key is done twice',
      [
        ['ada', keyed(book('a', 'ada', 2)), 1],
        ['ada', cancel('a'), 2, 3, GONE],
        ['ada', keyed(book('a', 'ada', 2)), 4, 5, HAS],
        ['host', list, 6, 7, `${GONE}; ${HAS}`],
      ],
    ],
    [
      'a hold that has not run out is taken',
      [
        ['ada', hold('a', 'ada', 2), 1, 2, 'ada’s plain 2–3 held until 10 r1'],
        ['bob', at(9, book('b', 'bob', 2)), 3, 4, BOB_HAS],
      ],
    ],
    ['a server answers that it failed', [['ada', book('a', 'ada', 2), 1, 2, 'internal_error']]],
  ])('is not linearizable: %s', (_, told) => {
    expect(kindOf(historyOf(...told))).toBe('violation');
  });

  it('a violation is told by the calls that matter, with the seed', () => {
    const calls = historyOf(
      ['cleo', book('c', 'cleo', 5), 1, 2, 'cleo’s plain 5–6 confirmed r1'],
      ['ada', book('a', 'ada', 2), 3, 5, HAS],
      ['bob', book('b', 'bob', 2), 4, 6, BOB_HAS],
      ['host', list, 7, 8, `${HAS}; ${BOB_HAS}`],
    );
    expect(describeViolation({ seed: 7, calendars: [[], calls], ends: [] })?.split('\n')).toEqual([
      'seed 7, calendar 2: no order of these 2 of 4 calls explains their answers',
      '   3 –   5  ada: book plain 2–3 [a]  → ada’s plain 2–3 confirmed r1',
      '   4 –   6  bob: book plain 2–3 [b]  → bob’s plain 2–3 confirmed r1',
    ]);
  });
});
