import {
  claimsOf,
  DAY_MS,
  Interval,
  IntervalSet,
  MAX_INSTANT,
  MIN_INSTANT,
  WorkingSet,
  type CalendarId,
  type CalendarRecord,
  type CalendarState,
  type CalendarValues,
  type EventTypeId,
  type Reading,
} from '@slotkeeper/domain';
import type { BatchChanges } from '../decisions/batch-changes.js';
import type { CalendarReading } from './wanted-state.js';

/** What is read by stretches of time. */
const STRETCHED = ['claims', 'bookings', 'intent', 'waitlist'] as const;
type Stretched = (typeof STRETCHED)[number];

/** Readings of one calendar that what is kept of it answers, if that has the version of now. */
export interface KeptReadings {
  readonly kept: KeptCalendar;
  readonly readings: readonly Reading[];
}

/** What is known of one host's calendar at one of its versions. */
export class KeptCalendar {
  readonly #calendarId: CalendarId;
  readonly #workingSet = new WorkingSet();
  readonly #covered: Record<Stretched, IntervalSet> = {
    claims: IntervalSet.EMPTY,
    bookings: IntervalSet.EMPTY,
    intent: IntervalSet.EMPTY,
    waitlist: IntervalSet.EMPTY,
  };
  readonly #eventTypes = new Set<EventTypeId>();
  /** The bookings that were read last: limits count by whole days, so that many a reading wants the same. */
  #lately: { readonly stretch: Interval; readonly bookings: CalendarState['bookings'] } | undefined;
  #hasAllEventTypes = false;
  #rows = 1;

  constructor(record: CalendarRecord) {
    this.#calendarId = record.calendarId;
    this.#workingSet.putCalendar(record);
  }

  get version(): number {
    return this.state({}).version;
  }

  /** How many values it has taken, which is what it weighs. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether it knows all that is read. What lies on other calendars, and what is looked for by its id, it does not. */
  answers({ holds, bookingId, availabilityId, timeOffId, waitlistEntryId, ...reading }: Reading): boolean {
    if (holds === true || (bookingId ?? availabilityId ?? timeOffId ?? waitlistEntryId) !== undefined)
      return false;
    return (
      this.#hasEventTypes(reading.eventTypes) && STRETCHED.every((kind) => this.#has(kind, reading[kind]))
    );
  }

  /** What {@link answers} says yes to. */
  state({ bookings, ...reading }: Reading): CalendarState {
    const state = this.#read(reading);
    return bookings === undefined ? state : { ...state, bookings: this.#bookingsWithin(bookings) };
  }

  /** Takes what was read of it, at its version. */
  learn(readings: readonly Reading[], values: CalendarValues): void {
    this.#workingSet.adopt(values);
    this.#lately = undefined;
    // What is covered weighs something too, where there is nothing in it.
    this.#rows += readings.length;
    this.#rows += values.claims.length + values.availability.length + values.schedules.length;
    this.#rows += values.timeOff.length + values.bookings.length + values.eventTypes.length;
    this.#rows += values.waitlist.length;
    for (const { eventTypes, ...reading } of readings) {
      for (const kind of STRETCHED) this.#cover(kind, reading[kind]);
      // Those of a stretch are found by their claims.
      this.#cover('claims', reading.bookings);
      if (eventTypes === 'all') this.#hasAllEventTypes = true;
      else for (const id of eventTypes ?? []) this.#eventTypes.add(id);
    }
  }

  /** Follows what was committed. Gives false where it can't: then it is of no use any more. */
  follow(changes: BatchChanges): boolean {
    const id = this.#calendarId;
    if (changes.versions.get(id)?.before !== this.version || changes.statesIntent) return false;
    const touched = [...changes.bookings.values()].filter((one) => one.after.hostId === id);
    for (const { before, wasStored } of touched) {
      if (before === undefined && wasStored) return false;
      // By its former self are found the claims that give way to those that it has now.
      if (before !== undefined) this.#workingSet.putBooking(before);
    }
    const waitlist = [...changes.waitlist.values()].filter(({ hostId }) => hostId === id);
    const bookings = touched.map((one) => one.after);
    const events = changes.events.flatMap(({ event }) => (event.calendarId === id ? [event] : []));
    this.#workingSet.apply({ answer: undefined, bookings, waitlist, events });
    this.#lately = undefined;
    this.#rows += bookings.length + bookings.flatMap(claimsOf).length + waitlist.length;
    return true;
  }

  #read(reading: Reading): CalendarState {
    const state = this.#workingSet.calendar(this.#calendarId, reading);
    if (state === undefined) throw new RangeError(`calendar ${this.#calendarId} is not there`);
    return state;
  }

  #bookingsWithin({ start, end }: Interval): CalendarState['bookings'] {
    const stretch = { start, end };
    if (this.#lately === undefined || !Interval.equals(this.#lately.stretch, stretch))
      this.#lately = { stretch, bookings: Object.freeze(this.#read({ bookings: stretch }).bookings) };
    return this.#lately.bookings;
  }

  #has(kind: Stretched, stretch: Interval | undefined): boolean {
    return stretch === undefined || IntervalSet.encloses(this.#covered[kind], stretch);
  }

  #hasEventTypes(wanted: Reading['eventTypes']): boolean {
    if (wanted === undefined || this.#hasAllEventTypes) return true;
    return wanted !== 'all' && wanted.every((id) => this.#eventTypes.has(id));
  }

  #cover(kind: Stretched, stretch: Interval | undefined): void {
    if (stretch !== undefined) this.#covered[kind] = IntervalSet.of([...this.#covered[kind], stretch]);
  }
}

/** How much is kept. */
export interface KeepingBounds {
  /** Values of all calendars together. */
  readonly maxRows: number;
  /** Values of one calendar: one with more is not kept. */
  readonly maxRowsOfOne: number;
}

const DEFAULT_KEEPING: KeepingBounds = { maxRows: 16_000, maxRowsOfOne: 4_000 };

/**
 * Hosts' calendars as they were read, so that they need not be read again while they have the version that they had
 * then: two states of one version hold the same. Nothing rests on what is kept before PostgreSQL has told that version,
 * under the lock of the calendar where a decision is made.
 */
export class KeptCalendars {
  /** Those that were used the longest ago come first. */
  readonly #calendars = new Map<CalendarId, KeptCalendar>();
  readonly #bounds: KeepingBounds;
  #rows = 0;

  constructor(bounds: Partial<KeepingBounds> = {}) {
    this.#bounds = { ...DEFAULT_KEEPING, ...bounds };
  }

  /** What is kept of a calendar that would answer a reading; of that version alone, if there is one. */
  answering(calendarId: CalendarId, reading: Reading, version?: number): KeptCalendar | undefined {
    const kept = this.#calendars.get(calendarId);
    if (kept?.answers(reading) !== true || kept.version !== (version ?? kept.version)) return undefined;
    this.#calendars.delete(calendarId);
    this.#calendars.set(calendarId, kept);
    return kept;
  }

  /**
   * Divides readings into those that would be answered by what is kept and those that must be made.
   * @param versionOf the version that a calendar has, where that is known
   */
  divide(
    readings: readonly CalendarReading[],
    versionOf: (calendarId: CalendarId) => number | undefined,
  ): {
    readonly kept: ReadonlyMap<CalendarId, KeptReadings>;
    readonly missing: readonly CalendarReading[];
  } {
    const answered = new Map<CalendarId, { readonly kept: KeptCalendar; readonly readings: Reading[] }>();
    const missing: CalendarReading[] = [];
    for (const wanted of readings) {
      const { calendarId, reading } = wanted;
      const kept = this.answering(calendarId, reading, versionOf(calendarId));
      if (kept === undefined) {
        missing.push(widened(wanted));
        continue;
      }
      const before = answered.get(calendarId);
      if (before === undefined) answered.set(calendarId, { kept, readings: [reading] });
      else before.readings.push(reading);
    }
    return { kept: answered, missing };
  }

  /** Keeps what was read of calendars at these versions. */
  learn(
    records: readonly CalendarRecord[],
    readings: readonly CalendarReading[],
    values: CalendarValues,
  ): void {
    const hosts = records.filter(({ role }) => role === 'HOST');
    if (hosts.length === 0 || readings.length === 0) return;
    const valuesOf = valuesByCalendar(values);
    const readingsOf = readingsByCalendar(readings);
    for (const record of hosts) {
      const read = readingsOf.get(record.calendarId);
      if (read === undefined) continue;
      const known = this.#calendars.get(record.calendarId);
      if (known !== undefined && known.version > record.version) continue;
      const kept = known?.version === record.version ? known : new KeptCalendar(record);
      this.#weigh(record.calendarId, kept, () =>
        kept.learn(read, valuesOf.get(record.calendarId) ?? noValues()),
      );
    }
  }

  /** Follows what a transaction wrote that was committed. */
  follow(changes: BatchChanges): void {
    for (const [calendarId, { after }] of changes.versions) {
      const kept = this.#calendars.get(calendarId);
      if (kept === undefined || kept.version >= after) continue;
      let follows = false;
      this.#weigh(calendarId, kept, () => {
        follows = kept.follow(changes);
      });
      if (!follows) this.drop([calendarId]);
    }
  }

  drop(calendarIds: Iterable<CalendarId>): void {
    for (const id of calendarIds) {
      this.#rows -= this.#calendars.get(id)?.rows ?? 0;
      this.#calendars.delete(id);
    }
  }

  /** Lets go of what is of an older version than that. */
  dropOlder(calendarId: CalendarId, version: number): void {
    const kept = this.#calendars.get(calendarId);
    if (kept !== undefined && kept.version < version) this.drop([calendarId]);
  }

  /** Forgets all. */
  clear(): void {
    this.#calendars.clear();
    this.#rows = 0;
  }

  /** Keeps one that grows, unless it is too large, and lets go of others where all would become too many. */
  #weigh(calendarId: CalendarId, kept: KeptCalendar, grow: () => void): void {
    this.drop([calendarId]);
    grow();
    if (kept.rows > this.#bounds.maxRowsOfOne) return;
    this.#calendars.set(calendarId, kept);
    this.#rows += kept.rows;
    for (const [oldest] of this.#calendars) {
      if (this.#rows <= this.#bounds.maxRows) return;
      this.drop([oldest]);
    }
  }
}

/**
 * A reading of whole days, which will answer those of other times of theirs too: time is mostly wanted where other time
 * was wanted just before.
 */
const widened = ({ reading, ...whose }: CalendarReading): CalendarReading => ({
  ...whose,
  reading: {
    ...reading,
    claims: reading.claims && wholeDays(reading.claims),
    intent: reading.intent && wholeDays(reading.intent),
  },
});

const wholeDays = ({ start, end }: Interval): Interval => ({
  start: Math.max(MIN_INSTANT, Math.floor(start / DAY_MS) * DAY_MS),
  end: Math.min(MAX_INSTANT, Math.ceil(end / DAY_MS) * DAY_MS),
});

/** The states that answer readings of one calendar; where readings meet, one for all of them. */
export const statesOf = ({ kept, readings }: KeptReadings): CalendarState[] => {
  const [only, ...others] = readings;
  if (only === undefined) return [];
  const wanted = others.length === 0 ? alone(only) : undefined;
  return (wanted === undefined ? together(readings) : [wanted]).map((reading) => kept.state(reading));
};

/** A reading with the claims by which the bookings of a host are found; undefined where they don't meet its own. */
const alone = ({ claims, bookings, ...reading }: Reading): Reading | undefined => {
  if (claims !== undefined && bookings !== undefined && !Interval.isConnected(claims, bookings))
    return undefined;
  const both =
    claims === undefined || bookings === undefined ? (claims ?? bookings) : Interval.span(claims, bookings);
  return { ...reading, claims: both, bookings };
};

/** The same as a few readings that do not meet, with the claims by which the bookings of a host are found. */
const together = (readings: readonly Reading[]): Reading[] => {
  const stretchesOf = (kinds: readonly Stretched[]): IntervalSet =>
    IntervalSet.of(
      readings.flatMap((reading) =>
        kinds.map((kind) => reading[kind]).filter((stretch) => stretch !== undefined),
      ),
    );
  const wanted = readings.map(({ eventTypes }) => eventTypes);
  const eventTypes = wanted.includes('all')
    ? 'all'
    : [...new Set(wanted.flatMap((ids) => (ids === 'all' ? [] : (ids ?? []))))];
  return [
    { eventTypes },
    ...stretchesOf(['claims', 'bookings']).map((claims) => ({ claims })),
    ...stretchesOf(['bookings']).map((bookings) => ({ bookings })),
    ...stretchesOf(['intent']).map((intent) => ({ intent })),
    ...stretchesOf(['waitlist']).map((waitlist) => ({ waitlist })),
  ];
};

type Values = { -readonly [Kind in keyof CalendarValues]: CalendarValues[Kind][number][] };

export const noValues = (): Values => ({
  claims: [],
  availability: [],
  schedules: [],
  timeOff: [],
  bookings: [],
  eventTypes: [],
  waitlist: [],
});

const readingsByCalendar = (
  readings: readonly CalendarReading[],
): ReadonlyMap<CalendarId, readonly Reading[]> => {
  const found = new Map<CalendarId, Reading[]>();
  for (const { calendarId, reading } of readings) {
    const known = found.get(calendarId);
    if (known === undefined) found.set(calendarId, [reading]);
    else known.push(reading);
  }
  return found;
};

const valuesByCalendar = (values: CalendarValues): ReadonlyMap<CalendarId, CalendarValues> => {
  const found = new Map<CalendarId, Values>();
  const of = (id: CalendarId): Values => {
    const known = found.get(id) ?? noValues();
    found.set(id, known);
    return known;
  };
  for (const claim of values.claims) of(claim.calendarId).claims.push(claim);
  for (const availability of values.availability) of(availability.hostId).availability.push(availability);
  for (const schedule of values.schedules) of(schedule.hostId).schedules.push(schedule);
  for (const timeOff of values.timeOff) of(timeOff.hostId).timeOff.push(timeOff);
  for (const booking of values.bookings) of(booking.hostId).bookings.push(booking);
  for (const eventType of values.eventTypes) of(eventType.hostId).eventTypes.push(eventType);
  for (const entry of values.waitlist) of(entry.hostId).waitlist.push(entry);
  return found;
};
