import { describe, expect, it } from 'vitest';
import { aBooking, anAvailability, anEventType } from '../../testing/builders.js';
import { DEFAULT_NOW } from '../../testing/manual-clock.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../time/instant.js';
import { loadZoneTables } from '../../time/zone-tables.js';
import type { BookingLimit } from '../booking-terms.js';
import { claimsOf, type Booking } from '../booking.js';
import { situationOf, type CalendarState, type Viewpoint } from '../calendar-state.js';
import { DEFAULT_EVALUATOR, evaluatorOf, POLICIES } from '../evaluator.js';
import type { EventType } from '../event-type.js';
import { Sessions } from '../sessions.js';
import type { Situation } from '../situation.js';
import { customPolicy } from './custom-policy.js';
import type { Policy } from './policy.js';

const ZONES = await loadZoneTables();
const { hostId: HOST, id: EVENT_TYPE } = anEventType();

const at = (hours: number, minutes = 0): Instant => DEFAULT_NOW + hours * HOUR_MS + minutes * MINUTE_MS;
const range = (hours: number, minutes = 0) => ({ start: at(hours, minutes), end: at(hours, minutes + 30) });

const state = (bookings: readonly Booking[] = []): CalendarState => ({
  calendarId: HOST,
  ownerId: HOST,
  role: 'HOST',
  version: 1,
  claims: bookings.flatMap(claimsOf).toSorted((a, b) => a.blocked.start - b.blocked.start),
  bookings,
  availability: [anAvailability({ startTime: at(0), endTime: at(24) })],
  schedules: [],
  timeOff: [],
  eventTypes: [],
  waitlist: [],
  holds: [],
});

interface Asked extends Partial<Viewpoint> {
  readonly bookings?: readonly Booking[];
}

const plain = ({ bookings, ...more }: Asked = {}): Situation =>
  situationOf(state(bookings), {
    now: DEFAULT_NOW,
    stretch: { start: at(0), end: at(24) },
    zones: ZONES,
    ...more,
  });
const situation = (terms: Partial<EventType> = {}, asked: Asked = {}): Situation =>
  plain({ eventType: anEventType(terms), ...asked });

let made = 0;
const booked = (start: Instant, more: Partial<Booking> = {}): Booking => {
  made += 1;
  const eventType = { id: EVENT_TYPE, revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  return aBooking({ id: `booking-${made}`, startTime: start, eventType, ...more });
};
const ofAnother = (start: Instant): Booking =>
  booked(start, { eventType: { id: 'another', revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 } });
const session = (id: string, shareKey = EVENT_TYPE) => ({ session: { id, shareKey } });

describe('of the policies a listing asks', () => {
  const asked = (seen: Situation): string[] =>
    POLICIES.filter(({ applies }) => applies === undefined || applies(seen)).map(({ name }) => name);
  const ALWAYS = ['not-in-past', 'notice', 'time-free'];
  const but = (seen: Situation): string[] => asked(seen).filter((name) => !ALWAYS.includes(name));

  it('where there is no event type, those that hold of any time', () => {
    expect(asked(plain())).toEqual(ALWAYS);
  });

  it('besides, only those that the terms speak of', () => {
    expect(but(situation())).toEqual([]);
    expect(but(situation({ horizon: { kind: 'days', days: 7 } }))).toEqual(['horizon']);
  });

  it('limits only where all that counts for one, and a slot more, would exceed it', () => {
    const bookings = [booked(at(10)), booked(at(12))];
    const limited = (limit: Partial<BookingLimit>): string[] =>
      but(situation({ limits: [{ per: 'event-type', period: 'week', ...limit }] }, { bookings }));
    expect([limited({ maxBookings: 3 }), limited({ maxBookings: 2 })]).toEqual([[], ['limits']]);
    expect([limited({ maxMinutes: 90 }), limited({ maxMinutes: 89 })]).toEqual([[], ['limits']]);
    expect(limited({ maxBookings: 2, maxMinutes: 89 })).toEqual(['limits', 'limits']);
    expect([limited({ per: 'host', maxBookings: 3 }), limited({ per: 'host', maxBookings: 2 })]).toEqual([
      [],
      ['limits'],
    ]);
    const ofLengths = (maxMinutes: number): string[] => {
      const limits = [{ per: 'host', period: 'day', maxMinutes }] as const;
      return but(situation({ durationsMinutes: [90, 30], limits }, { bookings }));
    };
    expect([ofLengths(150), ofLengths(149)]).toEqual([[], ['limits']]);
  });

  it('the offered lengths only where another is meant', () => {
    expect(but(situation({}, { durationMs: 60 * MINUTE_MS }))).toEqual(['duration']);
  });

  it('capacity only where somebody attends something, or too many would', () => {
    expect(but(situation({ seats: 2 }, { bookings: [booked(at(10), session('s'))] }))).toEqual(['capacity']);
    expect(but(situation({ seats: 2 }, { attendees: 2 }))).toEqual([]);
    expect(but(situation({ seats: 2 }, { attendees: 3 }))).toEqual(['capacity']);
  });

  it('what depends on the booker only where the booker is known', () => {
    const bookerCalendar = state();
    const free = { bookerMustBeFree: true };
    expect(but(situation(free))).toEqual([]);
    expect(but(situation(free, { bookerCalendar }))).toEqual(['booker-free']);
    const limited = { limits: [{ per: 'booker', period: 'day', maxBookings: 1 }] as const };
    const asBooker = { ...bookerCalendar, bookings: [ofAnother(at(10))] };
    expect(but(situation(limited))).toEqual([]);
    expect(but(situation(limited, { bookerCalendar }))).toEqual([]);
    expect(but(situation(limited, { bookerCalendar: asBooker }))).toEqual(['limits']);
  });

  it('none that says that it does not apply', () => {
    const never: Policy = {
      name: 'never',
      overridable: true,
      applies: () => false,
      permits: () => {
        throw new Error('was asked, though it does not apply');
      },
      refusal: () => ({ kind: 'outside_availability' }),
    };
    const query = { from: at(10), to: at(11) };
    expect(evaluatorOf([...POLICIES, never]).listBookable(plain(), query)).toEqual(
      DEFAULT_EVALUATOR.listBookable(plain(), query),
    );
  });
});

describe('what is listed', () => {
  const listed = (seen: Situation) => DEFAULT_EVALUATOR.listBookable(seen, { from: at(10), to: at(11) });

  it('is of no length that is not offered', () => {
    expect(listed(situation({}, { durationMs: 60 * MINUTE_MS }))).toEqual([]);
  });

  it('is of the length that is meant, where there are several', () => {
    const terms = { durationsMinutes: [30, 60] };
    expect(listed(situation(terms, { durationMs: 60 * MINUTE_MS }))).toEqual([
      { startTime: at(10), endTime: at(11) },
    ]);
    expect(listed(situation(terms))).toHaveLength(3);
  });

  it('may be booked by any evaluator’s own judgement', () => {
    const { isBookable } = evaluatorOf(POLICIES);
    expect(isBookable(at(10), at(10, 30), plain())).toBe(true);
    expect(isBookable(at(10, 15), at(10, 45), plain())).toBe(false);
  });
});

describe('buffers', () => {
  const otherBuffers = { id: EVENT_TYPE, revision: 1, bufferBeforeMinutes: 60, bufferAfterMinutes: 60 };

  it('of a party that begins a slot beside another are its own', () => {
    const terms = { maxConcurrent: 2, bufferAfterMinutes: 30 };
    const bookings = [booked(at(10), session('s')), ofAnother(at(10, 30))];
    const seen = situation(terms, { bookings });
    expect(DEFAULT_EVALUATOR.explain(range(10), seen)).toEqual([
      { kind: 'time_taken', busy: { start: at(10, 30), end: at(11) } },
    ]);
  });

  it('of a party that takes seats are those of the session', () => {
    const terms = { seats: 2, bufferAfterMinutes: 30 };
    const bookings = [booked(at(10), session('s')), ofAnother(at(10, 30))];
    expect(DEFAULT_EVALUATOR.explain(range(10), situation(terms, { bookings }))).toEqual([]);
  });

  it('of a party that takes seats in a session that is stored nowhere are those of the terms', () => {
    const seen = situation({ seats: 2, bufferAfterMinutes: 30 }, { bookings: [ofAnother(at(10, 30))] });
    const unstored = { ...range(10), blocked: range(10), attendees: 1 };
    const sessions = new Sessions([unstored], { shared: true });
    expect(DEFAULT_EVALUATOR.explain(range(10), { ...seen, sessions })).toMatchObject([
      { kind: 'time_taken' },
    ]);
  });

  it('after a slot keep it apart from one that begins later', () => {
    const terms = { maxConcurrent: 2, bufferAfterMinutes: 60 };
    const sharing = { ...session('s'), eventType: { ...otherBuffers, bufferBeforeMinutes: 0 } };
    const bookings = [booked(at(11), sharing), booked(at(11), { ...sharing, ...session('t') })];
    expect(DEFAULT_EVALUATOR.explain(range(10), situation(terms, { bookings }))).toEqual([
      { kind: 'time_taken', busy: { start: at(11), end: at(12, 30) } },
    ]);
  });
});

describe('a party that is too large', () => {
  it('is told how many there is room for, though others run at the same time', () => {
    const seen = situation({ maxConcurrent: 3 }, { bookings: [booked(at(10), session('s'))], attendees: 2 });
    expect(DEFAULT_EVALUATOR.explain(range(10), seen)).toEqual([
      { kind: 'seats_taken', remaining: 1, attendees: 2 },
    ]);
  });
});

describe('a session whose seats are no longer shared', () => {
  it('counts as one slot for each of its parties', () => {
    const bookings = [booked(at(10), session('s')), booked(at(10), session('s'))];
    const kinds = (terms: Partial<EventType>): string[] =>
      DEFAULT_EVALUATOR.explain(range(10), situation(terms, { bookings })).map(({ kind }) => kind);
    expect(kinds({ seats: 3, maxConcurrent: 2 })).toEqual([]);
    expect(kinds({ seats: 1, maxConcurrent: 2 })).toEqual(['time_taken']);
    expect(kinds({ seats: 1, maxConcurrent: 3 })).toEqual([]);
  });
});

describe('limits', () => {
  it('per event type do not count what was booked of none', () => {
    const bookings = [booked(at(8), { eventType: undefined })];
    const kinds = (per: 'host' | 'event-type'): string[] =>
      DEFAULT_EVALUATOR.explain(
        range(10),
        situation({ limits: [{ per, period: 'day', maxBookings: 1 }] }, { bookings }),
      ).map(({ kind }) => kind);
    expect(kinds('event-type')).toEqual([]);
    expect(kinds('host')).toEqual(['day_limit_reached']);
  });
});

describe('a policy of one’s own', () => {
  it('that is misnamed says how', () => {
    expect(() => customPolicy('NoMornings', () => undefined)).toThrow(
      new RangeError('not a code in snake case: NoMornings'),
    );
  });
});
