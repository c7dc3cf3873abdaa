import { claimsOf, type CalendarRecord, type Reading } from '@slotkeeper/domain';
import { aBooking } from '@slotkeeper/domain/testing';
import { expect, it } from 'vitest';
import { at } from '../../test/stage.js';
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

it('answers the same bookings from one list, until there are more', () => {
  const kept = new KeptCalendars();
  const reading = { bookings: DAY };
  const learn = (...hours: readonly number[]): void => {
    const bookings = hours.map((hour) =>
      aBooking({ id: `${hour}`, hostId: 'a', startTime: at(hour * 60), endTime: at(hour * 60 + 30) }),
    );
    kept.learn([calendar('a')], [{ calendarId: 'a', roles: ['HOST'], reading }], {
      ...noValues(),
      bookings,
      claims: bookings.flatMap(claimsOf),
    });
  };
  const bookings = (stretch = DAY) => kept.answering('a', reading)?.state({ bookings: stretch }).bookings;
  learn(1, 2);
  expect(bookings()).toHaveLength(2);
  expect(bookings()).toBe(bookings());
  expect(bookings({ ...DAY, end: at(100) })).toHaveLength(1);
  expect(bookings()).toHaveLength(2);
  learn(3);
  expect(bookings()).toHaveLength(3);
});
