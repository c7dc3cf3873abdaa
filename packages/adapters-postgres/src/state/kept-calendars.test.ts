import {
  claimsOf,
  WorkingSet,
  type Booking,
  type CalendarRecord,
  type Interval,
  type Reading,
} from '@slotkeeper/domain';
import { aBooking } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { at, madeBooking } from '../../test/stage.js';
import { BatchChanges } from '../decisions/batch-changes.js';
import { KeptCalendars, noValues } from './kept-calendars.js';

const DAY = { start: at(-600), end: at(840) };
const calendar = (calendarId: string, version = 1): CalendarRecord => ({
  calendarId,
  ownerId: calendarId,
  role: 'HOST',
  version,
});

const read = (kept: KeptCalendars, record: CalendarRecord, reading: Reading, rows = 0): void =>
  kept.learn([record], [{ calendarId: record.calendarId, roles: [record.role], reading }], {
    ...noValues(),
    bookings: Array.from({ length: rows }, (_, index) =>
      aBooking({ id: `${record.calendarId}-${index}`, hostId: record.calendarId }),
    ),
  });

it('answers what was read, parts of it and parts that meet, and nothing else', () => {
  const kept = new KeptCalendars();
  read(kept, calendar('a'), { claims: { start: at(0), end: at(60) } });
  read(kept, calendar('a'), { claims: { start: at(60), end: at(90) }, eventTypes: ['x'] });
  const answers = (reading: Reading) => kept.answering('a', reading) !== undefined;
  expect(answers({ claims: { start: at(30), end: at(90) }, eventTypes: ['x'] })).toBe(true);
  expect(answers({ claims: { start: at(30), end: at(91) } })).toBe(false);
  expect(answers({ eventTypes: 'all' })).toBe(false);
  expect(answers({ intent: { start: at(0), end: at(60) } })).toBe(false);
  expect(answers({ holds: true })).toBe(false);
  expect(answers({ bookingId: 'b' })).toBe(false);
  expect(kept.answering('b', {})).toBeUndefined();
});

it('keeps nothing of users, whose bookings lie on other calendars', () => {
  const kept = new KeptCalendars();
  read(kept, { ...calendar('a'), role: 'USER' }, { bookings: DAY });
  expect(kept.answering('a', { bookings: DAY })).toBeUndefined();
});

it('takes what is newer in the place of what is older, and not the other way round', () => {
  const kept = new KeptCalendars();
  read(kept, calendar('a', 2), { claims: DAY });
  read(kept, calendar('a', 1), { intent: DAY });
  expect(kept.answering('a', { intent: DAY })).toBeUndefined();
  expect(kept.answering('a', { claims: DAY }, 2)).toBeDefined();
  expect(kept.answering('a', { claims: DAY }, 3)).toBeUndefined();
  read(kept, calendar('a', 3), { intent: DAY });
  expect(kept.answering('a', { claims: DAY })).toBeUndefined();
  kept.dropOlder('a', 3);
  expect(kept.answering('a', { intent: DAY }, 3)).toBeDefined();
  kept.dropOlder('a', 4);
  expect(kept.answering('a', { intent: DAY })).toBeUndefined();
});

it('lets go of those that were used the longest ago, where all would be too many', () => {
  const kept = new KeptCalendars({ maxRows: 16 });
  for (const id of ['a', 'b', 'c']) read(kept, calendar(id), { bookings: DAY }, 3);
  kept.answering('a', { bookings: DAY });
  read(kept, calendar('d'), { bookings: DAY }, 3);
  const isKept = (id: string) => kept.answering(id, { bookings: DAY }) !== undefined;
  expect(['a', 'b', 'c', 'd'].filter(isKept)).toEqual(['a', 'c', 'd']);
  read(kept, calendar('e'), { bookings: DAY }, 11);
  expect(['a', 'c', 'd', 'e'].filter(isKept)).toEqual(['e']);
});

it('does not keep one that has become too large, and lets go of no other for it', () => {
  const kept = new KeptCalendars({ maxRows: 20, maxRowsOfOne: 10 });
  read(kept, calendar('b'), { bookings: DAY }, 8);
  read(kept, calendar('a'), { bookings: DAY }, 8);
  read(kept, calendar('a'), { intent: DAY });
  expect(kept.answering('a', { bookings: DAY })).toBeUndefined();
  read(kept, calendar('a'), { bookings: DAY }, 30);
  expect(kept.answering('a', { bookings: DAY })).toBeUndefined();
  expect(kept.answering('b', { bookings: DAY })).toBeDefined();
});

it('keeps no more of calendars that are empty, however often they are asked for', () => {
  const kept = new KeptCalendars({ maxRows: 10 });
  const isKept = (id: string) => kept.answering(id, { bookings: DAY }) !== undefined;
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const id of ids) read(kept, calendar(id), { bookings: DAY });
  expect(ids.filter(isKept)).toEqual(['d', 'e', 'f', 'g', 'h']);
});

it('forgets all where it is told to', () => {
  const kept = new KeptCalendars({ maxRows: 12 });
  read(kept, calendar('a'), { bookings: DAY }, 9);
  kept.clear();
  expect(kept.answering('a', { bookings: DAY })).toBeUndefined();
  read(kept, calendar('b'), { bookings: DAY }, 9);
  expect(kept.answering('b', { bookings: DAY })).toBeDefined();
});

it('reads whole days, that the next who asks for time of them is answered', () => {
  const kept = new KeptCalendars();
  const wanted = { start: at(10), end: at(40) };
  const { missing } = kept.divide(
    [{ calendarId: 'a', roles: ['HOST'], reading: { claims: wanted, intent: wanted, bookings: wanted } }],
    () => undefined,
  );
  expect(missing).toEqual([
    { calendarId: 'a', roles: ['HOST'], reading: { claims: DAY, intent: DAY, bookings: wanted } },
  ]);
});

describe('the bookings that were read last', () => {
  const bookingAt = (hour: number, more: Partial<Booking> = {}): Booking =>
    aBooking({ id: `${hour}`, hostId: 'a', startTime: at(hour * 60), endTime: at(hour * 60 + 30), ...more });

  const learning = () => {
    const kept = new KeptCalendars();
    const reading = { bookings: DAY };
    const learn = (...hours: readonly number[]): void => {
      const bookings = hours.map((hour) => bookingAt(hour));
      kept.learn([calendar('a')], [{ calendarId: 'a', roles: ['HOST'], reading }], {
        ...noValues(),
        bookings,
        claims: bookings.flatMap(claimsOf),
      });
    };
    const ids = (stretch: Interval = DAY) =>
      kept
        .answering('a', reading)
        ?.state({ bookings: stretch })
        .bookings.map(({ id }) => id);
    return { kept, learn, ids };
  };

  it('are given again from one list that nobody can change', () => {
    const { kept, learn } = learning();
    learn(1, 2);
    const bookings = () => kept.answering('a', {})?.state({ bookings: DAY }).bookings;
    expect(bookings()).toBe(bookings());
    expect(Object.isFrozen(bookings())).toBe(true);
  });

  it('are those of the stretch that is asked for, whatever became of the interval that said it', () => {
    const { learn, ids } = learning();
    learn(1, 5);
    const stretch = { start: at(0), end: at(180) };
    expect(ids(stretch)).toEqual(['1']);
    Object.assign(stretch, { start: at(180), end: at(540) });
    expect(ids(stretch)).toEqual(['5']);
    expect(ids()).toEqual(['1', '5']);
  });

  it('have those with them that were read since', () => {
    const { learn, ids } = learning();
    learn(1, 2);
    expect(ids()).toEqual(['1', '2']);
    learn(3);
    expect(ids()).toEqual(['1', '2', '3']);
  });

  it('follow what was committed since: what is new, moved or given up', () => {
    const { kept, learn, ids } = learning();
    learn(1, 2, 6);
    expect(ids()).toEqual(['1', '2', '6']);
    const loaded = new WorkingSet();
    loaded.putCalendar(calendar('a'));
    for (const booking of [bookingAt(1), bookingAt(2)]) {
      loaded.putBooking(booking);
      for (const claim of claimsOf(booking)) loaded.putClaim(claim);
    }
    const changes = new BatchChanges(loaded);
    for (const booking of [
      bookingAt(3),
      bookingAt(1, { startTime: at(500), endTime: at(530), revision: 2 }),
      bookingAt(2, { status: 'cancelled', revision: 2 }),
    ])
      changes.accept(new Set(['a']), madeBooking(booking), undefined);
    kept.follow(changes);
    expect(ids()).toEqual(['3', '6', '1']);
  });
});
