import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../time/instant.js';
import { aBooking, anAvailability } from './builders.js';
import { doubleBookings } from './double-bookings.js';
import { DEFAULT_NOW } from './manual-clock.js';
import { MAX_ORACLE_MINUTES, minuteOracle } from './minute-oracle.js';
import { breachesOf, OVERLAP_LAWS, type HostSnapshot } from './overlap-laws.js';

const at = (minute: number): number => anAvailability().startTime + minute * MINUTE_MS;
const slot = (from: number, to: number) => ({ startTime: at(from), endTime: at(to) });
const booking = (from: number, to: number) => aBooking(slot(from, to));

/** 10:00 to 13:00 in half hours, the second of them booked. */
const SOUND: HostSnapshot = {
  now: DEFAULT_NOW,
  availability: [anAvailability()],
  bookings: [booking(30, 60), { ...booking(0, 180), status: 'cancelled' }],
  slots: [slot(0, 30), slot(60, 90), slot(90, 120), slot(120, 150), slot(150, 180)],
};

describe('laws of overlap', () => {
  it('hold for what is sound', () => {
    expect(breachesOf(SOUND)).toEqual([]);
  });

  it.each<readonly [law: string, snapshot: Partial<HostSnapshot>]>([
    [
      'no two bookings of a host block the same time',
      { bookings: [booking(30, 60), booking(59, 90)], slots: [] },
    ],
    ['slots of one duration never overlap', { slots: [slot(60, 90), slot(75, 105)] }],
    ['no slot lies on booked time', { slots: [slot(45, 75)] }],
    ['every slot lies within availability of its duration', { slots: [slot(170, 200)] }],
    ['every slot lies within availability of its duration', { slots: [slot(60, 75)] }],
    ['no slot starts in the past', { now: at(1) }],
    [
      'slots come in order of start and then of end, none of them twice',
      { slots: [slot(90, 120), slot(60, 90)] },
    ],
  ])('%s: a snapshot that breaks it is found', (law, change) => {
    const broken = OVERLAP_LAWS.filter(({ breaches }) => breaches({ ...SOUND, ...change }).length > 0);
    expect(broken.map(({ name }) => name)).toEqual([law]);
    expect(breachesOf({ ...SOUND, ...change })[0]).toMatch(`${law}: `);
  });

  it('finds each pair of a double booking, and only those of one host', () => {
    const [a, b, c] = [booking(0, 60), booking(30, 90), booking(60, 90)];
    const elsewhere = { ...booking(0, 90), hostId: 'another host' };
    expect(doubleBookings([c, elsewhere, a, b])).toEqual([
      [a, b],
      [b, c],
    ]);
  });
});

describe('bookings that share their time', () => {
  const session = { id: 'session', shareKey: 'key' };

  it('are no double booking; those of other keys, or of none, are', () => {
    const [a, b] = [0, 30].map((from) => ({ ...booking(from, from + 60), session }));
    const other = { ...booking(0, 60), session: { ...session, shareKey: 'other' } };
    const alone = booking(75, 80);
    expect(doubleBookings([a!, b!])).toEqual([]);
    expect(doubleBookings([a!, other])).toEqual([[a, other]]);
    expect(doubleBookings([b!, alone])).toEqual([[b, alone]]);
  });

  it('block their buffers, which may touch and not overlap', () => {
    const eventType = { id: 'type', revision: 1, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 };
    const buffered = { ...booking(30, 60), eventType };
    expect(doubleBookings([buffered, booking(0, 25), booking(70, 90)])).toEqual([]);
    expect(doubleBookings([buffered, booking(69, 90)])).toEqual([[buffered, booking(69, 90)]]);
    expect(doubleBookings([buffered, booking(0, 26)])).toEqual([[booking(0, 26), buffered]]);
  });
});

describe('the oracle', () => {
  it('takes a booking whose deadline has come for none', () => {
    const held = { ...booking(30, 60), status: 'held', deadline: at(0) } as const;
    const busyAt = (now: number): boolean =>
      minuteOracle({ now, availability: [], bookings: [held] }).isBusy(at(30));
    expect([busyAt(at(0) - 1_000), busyAt(at(0))]).toEqual([true, false]);
  });

  it('refuses what it cannot look at minute by minute', () => {
    const hostTime = { now: 0, bookings: [] };
    const odd = anAvailability({ startTime: at(0) + 1_000 });
    expect(() => minuteOracle({ ...hostTime, availability: [odd] })).toThrow(/whole minutes/);
    const long = anAvailability({ endTime: at(MAX_ORACLE_MINUTES + 1) });
    expect(() => minuteOracle({ ...hostTime, availability: [long] })).toThrow(/too many minutes/);
  });

  it('knows of no slot where nothing is stated', () => {
    expect(
      minuteOracle({ now: 0, bookings: [], availability: [] }).slots({ from: at(0), to: at(60) }),
    ).toEqual([]);
  });
});
