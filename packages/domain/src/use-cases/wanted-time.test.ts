import { describe, expect, it } from 'vitest';
import { aBooking, anEventType } from '../testing/builders.js';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { DAY_MS, HOUR_MS, MAX_INSTANT, MIN_INSTANT, MINUTE_MS } from '../time/instant.js';
import type { InvalidInput } from '../invalid-input.js';
import { checkWantedRange } from './check-wanted-range.js';
import { idsForTries, waitingNeeds } from './pass-on-time.js';
import { checkSlotRange, slotStretch, wishOf } from './slot-range.js';
import { checkWantedTime, wantedStretch, type WantedTime } from './wanted-time.js';

const TEN = DEFAULT_NOW + 10 * HOUR_MS;
const NO_INSTANT = 'must be a whole second in the years 0001 to 9999 (invalid_instant)';

const shown = (invalid: InvalidInput | undefined): string[] =>
  (invalid?.errors ?? []).map(({ field, code, message }) => `${field} ${message} (${code})`);

describe('the range of a booking', () => {
  it.each<[string, number, number | undefined, readonly string[]]>([
    ['of a second', TEN, TEN + 1_000, []],
    ['of a leap year', TEN, TEN + 366 * DAY_MS, []],
    ['without an end', TEN, undefined, []],
    ['that starts at no instant', 0.5, undefined, [`startTime ${NO_INSTANT}`]],
    ['of no instants at all', Number.NaN, 1, [`startTime ${NO_INSTANT}`, `endTime ${NO_INSTANT}`]],
    ['that is empty', TEN, TEN, ['endTime must be after startTime (end_not_after_start)']],
    ['that goes backward', TEN, TEN - 1_000, ['endTime must be after startTime (end_not_after_start)']],
    [
      'of more than a leap year',
      TEN,
      TEN + 366 * DAY_MS + 1_000,
      ['endTime must be at most 366 days after startTime (range_too_long)'],
    ],
  ])('%s', (_, startTime, endTime, errors) => {
    expect(shown(checkWantedRange(startTime, endTime))).toEqual(errors);
    expect(checkWantedRange(startTime, endTime) === undefined).toBe(errors.length === 0);
  });
});

describe('a wanted time', () => {
  const HEADS = 'attendees must be a whole number from 1 to 10000 (out_of_range)';
  const LENGTH = 'durationMinutes must be a whole number from 1 to 1440 (out_of_range)';

  it.each<[string, Partial<WantedTime>, readonly string[]]>([
    ['with nothing but a start', {}, []],
    ['of the longest length, for the largest party', { durationMinutes: 1_440, attendees: 10_000 }, []],
    ['of the shortest length, for one', { durationMinutes: 1, attendees: 1 }, []],
    [
      'with an end and a length',
      { endTime: TEN + HOUR_MS, durationMinutes: 60 },
      ['durationMinutes must not be given along with endTime (end_or_duration)'],
    ],
    ['of no length', { durationMinutes: 0 }, [LENGTH]],
    ['of more than a day', { durationMinutes: 1_441 }, [LENGTH]],
    ['of half a minute more', { durationMinutes: 1.5 }, [LENGTH]],
    ['for nobody', { attendees: 0 }, [HEADS]],
    ['for too many', { attendees: 10_001 }, [HEADS]],
    [
      'with all of it wrong',
      { startTime: 0.5, durationMinutes: 0, attendees: 0 },
      [`startTime ${NO_INSTANT}`, LENGTH, HEADS],
    ],
  ])('%s', (_, change, errors) => {
    expect(shown(checkWantedTime({ startTime: TEN, ...change }))).toEqual(errors);
  });

  it('lies in the stretch to its end, by its length, or by the longest slot that there could be', () => {
    const stretch = (more: Partial<WantedTime>, eventType = false): number =>
      (wantedStretch(
        { startTime: TEN, ...more },
        eventType ? anEventType({ durationsMinutes: [45, 30] }) : undefined,
      ).end -
        TEN) /
      MINUTE_MS;
    expect(stretch({ endTime: TEN + 5 * MINUTE_MS, durationMinutes: 10 })).toBe(5);
    expect(stretch({ durationMinutes: 10 }, true)).toBe(10);
    expect(stretch({}, true)).toBe(45);
    expect(stretch({})).toBe(1_440);
    expect(wantedStretch({ startTime: MAX_INSTANT - 1_000 }, undefined)).toEqual({
      start: MAX_INSTANT - 1_000,
      end: MAX_INSTANT,
    });
  });
});

describe('a range of slots', () => {
  const errorsOf = (from: number, to: number): string[] =>
    checkSlotRange({ from, to }).map(({ field, code, message }) => `${field} ${message} (${code})`);

  it('is half-open, not empty, and of a year at most', () => {
    expect(errorsOf(TEN, TEN + 1_000)).toEqual([]);
    expect(errorsOf(TEN, TEN + 366 * DAY_MS)).toEqual([]);
    expect(errorsOf(0.5, Number.NaN)).toEqual([`from ${NO_INSTANT}`, `to ${NO_INSTANT}`]);
    expect(errorsOf(TEN, TEN)).toEqual(['to must be after from (end_not_after_start)']);
    expect(errorsOf(TEN, TEN + 366 * DAY_MS + 1_000)).toEqual([
      'to must be at most 366 days after from (range_too_long)',
    ]);
  });

  it('needs to be seen for a day more, so that what starts in it can end, as far as there is time', () => {
    expect(slotStretch({ from: TEN, to: TEN + HOUR_MS })).toEqual({
      start: TEN,
      end: TEN + HOUR_MS + DAY_MS,
    });
    expect(slotStretch({ from: TEN, to: MAX_INSTANT - HOUR_MS }).end).toBe(MAX_INSTANT);
  });
});

describe('who asks about times', () => {
  const target = { hostId: 'host', eventType: undefined };

  it('is nobody, a user for itself, or the host for its own calendar', () => {
    const common = { hostId: 'host', eventType: undefined, attendees: 2 };
    expect(wishOf(target, undefined, 2)).toEqual({ ...common, bookerId: undefined, asHost: false });
    expect(wishOf(target, { userId: 'ada', role: 'USER' }, 2)).toEqual({
      ...common,
      bookerId: 'ada',
      asHost: false,
    });
    expect(wishOf(target, { userId: 'host', role: 'HOST' }, 2)).toEqual({
      ...common,
      bookerId: undefined,
      asHost: true,
    });
    expect(wishOf(target, { userId: 'another', role: 'HOST' }, 2)).toEqual({
      ...common,
      bookerId: undefined,
      asHost: false,
    });
  });
});

describe('who may wait for time that a booking frees', () => {
  const WEEK_MS = 7 * DAY_MS;

  it('is looked for in whole weeks that hold it, and a week of buffers on either side', () => {
    // Weeks are counted from 1970-01-01 on, a Thursday: one begins on 2030-01-03.
    const thursday = Date.UTC(2030, 0, 3);
    const eventType = { id: 'e', revision: 1, bufferBeforeMinutes: 10, bufferAfterMinutes: 20 };
    const freed = aBooking({ startTime: thursday + 10 * MINUTE_MS, eventType });
    expect(waitingNeeds(freed)).toEqual({
      calendars: [freed.hostId],
      reading: { waitlist: { start: thursday - WEEK_MS, end: thursday + 2 * WEEK_MS } },
    });
    const before = { ...freed, startTime: freed.startTime - 1_000 };
    expect(waitingNeeds(before).reading.waitlist?.start).toBe(thursday - 2 * WEEK_MS);
    const last = thursday + WEEK_MS - 20 * MINUTE_MS;
    expect(waitingNeeds({ ...freed, endTime: last }).reading.waitlist?.end).toBe(thursday + 2 * WEEK_MS);
    expect(waitingNeeds({ ...freed, endTime: last + 1_000 }).reading.waitlist?.end).toBe(
      thursday + 3 * WEEK_MS,
    );
  });

  it('is looked for as far as there is time', () => {
    const always = aBooking({ startTime: MIN_INSTANT, endTime: MAX_INSTANT });
    expect(waitingNeeds(always).reading.waitlist).toEqual({ start: MIN_INSTANT, end: MAX_INSTANT });
  });
});

describe('the ids of a decision', () => {
  it('are the same ones at each try, and others than those of another decision', () => {
    let made = 0;
    const ids = { next: () => `id ${(made += 1)}` };
    const decision = idsForTries(ids);
    const first = decision();
    expect([first(), first()]).toEqual(['id 1', 'id 2']);
    const second = decision();
    expect([second(), second(), second()]).toEqual(['id 1', 'id 2', 'id 3']);
    expect(idsForTries(ids)()()).toBe('id 4');
  });
});
