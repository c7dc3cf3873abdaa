import { describe, expect, it } from 'vitest';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type { DecisionRequest, Locked, Reading, UnitOfWork } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { decideSeeingEnough, mustSee, sees, together, type MustSee, type Needs } from './see-enough.js';

const needs = (reading: Reading = {}, ...calendars: readonly string[]): Needs => ({ calendars, reading });
const from = (start: number, end: number) => ({ start, end });

const STRETCHES = ['claims', 'intent', 'bookings', 'waitlist'] as const;
const IDS = ['bookingId', 'availabilityId', 'timeOffId', 'waitlistEntryId'] as const;

describe('what is seen', () => {
  it('is enough where nothing is needed', () => {
    expect(sees(needs(), needs())).toBe(true);
  });

  it('is enough if all calendars are locked', () => {
    expect(sees(needs({}, 'a', 'b'), needs({}, 'b', 'a'))).toBe(true);
    expect(sees(needs({}, 'a', 'b'), needs({}, 'b'))).toBe(true);
    expect(sees(needs({}, 'a'), needs({}, 'a', 'b'))).toBe(false);
  });

  it.each(STRETCHES)('is enough if %s are seen from the start to the end', (name) => {
    const seen = needs({ [name]: from(10, 20) });
    expect(sees(seen, needs({ [name]: from(10, 20) }))).toBe(true);
    expect(sees(seen, needs({ [name]: from(12, 15) }))).toBe(true);
    expect(sees(seen, needs())).toBe(true);
    expect(sees(seen, needs({ [name]: from(9, 20) }))).toBe(false);
    expect(sees(seen, needs({ [name]: from(10, 21) }))).toBe(false);
    expect(sees(needs(), needs({ [name]: from(10, 20) }))).toBe(false);
  });

  it.each(IDS)('is enough if it is the very %s', (name) => {
    expect(sees(needs({ [name]: 'a' }), needs({ [name]: 'a' }))).toBe(true);
    expect(sees(needs({ [name]: 'a' }), needs())).toBe(true);
    expect(sees(needs({ [name]: 'a' }), needs({ [name]: 'b' }))).toBe(false);
    expect(sees(needs(), needs({ [name]: 'a' }))).toBe(false);
  });

  it('is enough if all event types are, or all that are named', () => {
    const all = needs({ eventTypes: 'all' });
    const some = needs({ eventTypes: ['a', 'b'] });
    expect(sees(all, some)).toBe(true);
    expect(sees(all, all)).toBe(true);
    expect(sees(some, all)).toBe(false);
    expect(sees(some, needs({ eventTypes: ['b'] }))).toBe(true);
    expect(sees(some, needs({ eventTypes: ['b', 'c'] }))).toBe(false);
    expect(sees(some, needs())).toBe(true);
    expect(sees(needs(), some)).toBe(false);
    expect(sees(needs(), needs({ eventTypes: [] }))).toBe(true);
    expect(sees(needs(), all)).toBe(false);
  });

  it('is enough if holds are, where they are asked for', () => {
    expect(sees(needs({ holds: true }), needs({ holds: true }))).toBe(true);
    expect(sees(needs({ holds: true }), needs())).toBe(true);
    expect(sees(needs(), needs({ holds: false }))).toBe(true);
    expect(sees(needs(), needs({ holds: true }))).toBe(false);
    expect(sees(needs({ holds: false }), needs({ holds: true }))).toBe(false);
  });
});

describe('two needs together', () => {
  it('are each calendar once', () => {
    expect(together(needs({}, 'a', 'b'), needs({}, 'b', 'c')).calendars).toEqual(['a', 'b', 'c']);
  });

  it.each(STRETCHES)('are %s over both stretches, and what lies between', (name) => {
    const both = (a: Reading, b: Reading) => together(needs(a), needs(b)).reading;
    expect(both({ [name]: from(10, 20) }, { [name]: from(30, 40) })[name]).toEqual(from(10, 40));
    expect(both({ [name]: from(30, 40) }, { [name]: from(10, 20) })[name]).toEqual(from(10, 40));
    expect(both({ [name]: from(10, 20) }, {})[name]).toEqual(from(10, 20));
    expect(both({}, { [name]: from(10, 20) })[name]).toEqual(from(10, 20));
    expect(both({}, {})).not.toHaveProperty(name);
  });

  it.each(IDS)('are the %s of either', (name) => {
    const both = (a: Reading, b: Reading) => together(needs(a), needs(b)).reading;
    expect(both({ [name]: 'a' }, {})[name]).toBe('a');
    expect(both({}, { [name]: 'b' })[name]).toBe('b');
    expect(both({}, {})).not.toHaveProperty(name);
  });

  it('are the event types of both', () => {
    const both = (a: Reading['eventTypes'], b: Reading['eventTypes']) =>
      together(needs({ eventTypes: a }), needs({ eventTypes: b })).reading.eventTypes;
    expect(both(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c']);
    expect(both(['a'], undefined)).toEqual(['a']);
    expect(both(undefined, ['b'])).toEqual(['b']);
    expect(both(['a'], 'all')).toBe('all');
    expect(both('all', ['b'])).toBe('all');
    expect(both('all', undefined)).toBe('all');
    expect(both(undefined, undefined)).toBeUndefined();
  });

  it('are the holds, if either needs them', () => {
    const both = (a: boolean | undefined, b: boolean | undefined) =>
      together(needs({ holds: a }), needs({ holds: b })).reading.holds;
    expect([both(true, undefined), both(undefined, true), both(true, true)]).toEqual([true, true, true]);
    expect([both(undefined, undefined), both(false, undefined)]).toEqual([false, false]);
  });

  it('are enough for either', () => {
    const a = needs({ claims: from(0, 10), bookingId: 'a', eventTypes: ['x'] }, 'host');
    const b = needs({ claims: from(20, 30), holds: true, eventTypes: ['y'] }, 'booker');
    expect([a, b].map((one) => sees(together(a, b), one))).toEqual([true, true]);
  });
});

describe('a decision that must see enough', () => {
  const LOCKED: Locked = {
    now: 0,
    calendars: new Map(),
    booking: undefined,
    availability: undefined,
    timeOff: undefined,
    waitlistEntry: undefined,
  };
  const idempotency = { callerId: 'caller', key: 'key', fingerprint: 'print' };

  /** Keeps what it was asked for, and lets the decision see it. */
  const recorder = () => {
    const requests: DecisionRequest[] = [];
    const unitOfWork: UnitOfWork = {
      decide: async (request, decision) => {
        requests.push(request);
        const outcome = decision(LOCKED);
        return outcome.ok ? ok({ answer: outcome.value.answer, replayed: false }) : outcome;
      },
    };
    return { requests, unitOfWork };
  };
  const refusal: Result<never, { readonly kind: 'no' } | MustSee> = err({ kind: 'no' });

  it('sees at first what it is known to need, with its key', async () => {
    const { requests, unitOfWork } = recorder();
    const initial = needs({ claims: from(0, 10) }, 'host');
    const decided = await decideSeeingEnough(unitOfWork, idempotency, initial, ({ seen, locked }) => {
      expect(seen).toBe(initial);
      expect(locked).toBe(LOCKED);
      return ok({ answer: 'yes', events: [] });
    });
    expect(decided).toEqual(ok({ answer: 'yes', replayed: false }));
    expect(requests).toEqual([{ ...initial, idempotency }]);
  });

  it('is made anew with more, and never with less', async () => {
    const { requests, unitOfWork } = recorder();
    const more = [needs({ bookings: from(0, 5) }, 'host'), needs({ holds: true }, 'booker')];
    const decided = await decideSeeingEnough(unitOfWork, undefined, needs({}, 'host'), ({ seen }) => {
      const missing = more.find((one) => !sees(seen, one));
      return missing === undefined ? refusal : mustSee(missing);
    });
    expect(decided).toEqual(refusal);
    expect(requests).toHaveLength(3);
    expect(requests[2]).toMatchObject({
      calendars: ['host', 'booker'],
      reading: { bookings: from(0, 5), holds: true },
    });
  });

  it('is told from the sixth try on to do without what can wait, and gives up after the eighth', async () => {
    const { requests, unitOfWork } = recorder();
    const told: (boolean | undefined)[] = [];
    const never = decideSeeingEnough(unitOfWork, undefined, needs(), ({ mustSettle }) => {
      told.push(mustSettle);
      return mustSee(needs({ holds: true }));
    });
    await expect(never).rejects.toThrow(
      new ConcurrencyConflict('others changed what was seen at each of 8 attempts'),
    );
    await expect(never).rejects.toBeInstanceOf(ConcurrencyConflict);
    expect(told).toEqual([false, false, false, false, false, true, true, true]);
    expect(requests).toHaveLength(8);
  });
});
