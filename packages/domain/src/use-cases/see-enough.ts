import type { CalendarId } from '../booking/booking.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type {
  Changes,
  Decided,
  IdempotencyKey,
  KeyReused,
  Locked,
  Reading,
  UnitOfWork,
} from '../ports/unit-of-work.js';
import { err, type Result } from '../result.js';
import { Interval } from '../time/interval.js';

/** What must be under lock, and seen, for a decision. */
export interface Needs {
  readonly calendars: readonly CalendarId[];
  readonly reading: Reading;
}

/** A decision found under its locks that it must see more; it is made anew with that, and nothing has changed. */
export interface MustSee {
  readonly kind: 'must_see';
  readonly needs: Needs;
}

/** What a decision sees, and how far that goes. */
export interface Sight {
  readonly locked: Locked;
  readonly seen: Needs;
  /** Whether it was made anew so often that it does without what can be left for later. */
  readonly mustSettle?: boolean | undefined;
}

const MAX_ATTEMPTS = 8;
const PATIENT_ATTEMPTS = 5;

/**
 * Makes a decision with what it is known to need, and again with more as long as it asks for more. What it asks for
 * only grows.
 * @throws ConcurrencyConflict where others change too much meanwhile.
 */
export const decideSeeingEnough = async <T, R extends { readonly kind: string }>(
  unitOfWork: UnitOfWork,
  idempotency: IdempotencyKey | undefined,
  initial: Needs,
  decision: (sight: Sight) => Result<Changes<T>, R | MustSee>,
): Promise<Result<Decided<T>, R | KeyReused>> => {
  let seen = initial;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const request = { ...seen, idempotency };
    const outcome = await unitOfWork.decide<T, R | MustSee>(request, (locked) =>
      decision({ locked, seen, mustSettle: attempt > PATIENT_ATTEMPTS }),
    );
    if (outcome.ok) return outcome;
    const { error } = outcome;
    if (!isMustSee(error)) return err(error);
    seen = together(seen, error.needs);
  }
  throw new ConcurrencyConflict(`others changed what was seen at each of ${MAX_ATTEMPTS} attempts`);
};

export const mustSee = (needs: Needs): Result<never, MustSee> => err({ kind: 'must_see', needs });

const isMustSee = (error: { readonly kind: string }): error is MustSee => error.kind === 'must_see';

/** Whether all that is needed was seen. */
export const sees = (seen: Needs, needs: Needs): boolean => {
  const { reading } = needs;
  return (
    needs.calendars.every((id) => seen.calendars.includes(id)) &&
    STRETCHES.every((name) => encloses(seen.reading[name], reading[name])) &&
    IDS.every((name) => reading[name] === undefined || reading[name] === seen.reading[name]) &&
    namesAll(seen.reading.eventTypes, reading.eventTypes) &&
    (reading.holds !== true || seen.reading.holds === true)
  );
};

const STRETCHES = ['claims', 'intent', 'bookings', 'waitlist'] as const;
const IDS = ['bookingId', 'availabilityId', 'timeOffId', 'waitlistEntryId'] as const;

/** All of both. */
export const together = (a: Needs, b: Needs): Needs => ({
  calendars: [...new Set([...a.calendars, ...b.calendars])],
  reading: {
    ...a.reading,
    ...Object.fromEntries(
      STRETCHES.map((name) => [name, hullOf(a.reading[name], b.reading[name])] as const).filter(
        ([, stretch]) => stretch !== undefined,
      ),
    ),
    ...Object.fromEntries(
      IDS.map((name) => [name, b.reading[name] ?? a.reading[name]] as const).filter(
        ([, id]) => id !== undefined,
      ),
    ),
    eventTypes: bothNamed(a.reading.eventTypes, b.reading.eventTypes),
    holds: a.reading.holds === true || b.reading.holds === true,
  },
});

type NamedEventTypes = Reading['eventTypes'];

const namesAll = (seen: NamedEventTypes, needed: NamedEventTypes): boolean => {
  if (needed === undefined || seen === 'all') return true;
  if (needed === 'all') return false;
  return needed.every((id) => seen?.includes(id));
};

const bothNamed = (a: NamedEventTypes, b: NamedEventTypes): NamedEventTypes => {
  if (a === 'all' || b === 'all') return 'all';
  return a === undefined || b === undefined ? (a ?? b) : [...new Set([...a, ...b])];
};

const encloses = (seen: Interval | undefined, needed: Interval | undefined): boolean =>
  needed === undefined || (seen !== undefined && Interval.encloses(seen, needed));

const hullOf = (a: Interval | undefined, b: Interval | undefined): Interval | undefined =>
  a === undefined || b === undefined
    ? (a ?? b)
    : { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
