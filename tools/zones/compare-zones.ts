import { Instant, LocalDateTime, ZoneId, ZoneOffset } from '@js-joda/core';
import type { ZoneTables } from '@slotkeeper/domain';
import { Temporal } from 'temporal-polyfill';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Where windows could start or end around a transition: before it, in the gap or the fold, at its bounds, after it. */
const DISTANCES = [
  -26 * HOUR,
  -3 * HOUR,
  -HOUR,
  -HOUR + SECOND,
  -30 * MINUTE,
  -15 * MINUTE,
  -SECOND,
  0,
  SECOND,
  15 * MINUTE,
  30 * MINUTE,
  45 * MINUTE,
  HOUR - SECOND,
  HOUR,
  HOUR + SECOND,
  2 * HOUR,
  3 * HOUR,
  26 * HOUR,
];

interface Mismatch {
  readonly zone: string;
  readonly reference: 'js-joda' | 'Temporal';
  readonly question: string;
  readonly expected: number;
  readonly actual: number;
}

export interface Comparison {
  /** How many answers were compared. */
  readonly comparisons: number;
  readonly transitions: number;
  readonly mismatches: readonly Mismatch[];
  /** Zones for which the platform's tz data says something else than ours: compared with js-joda only. */
  readonly differentData: readonly string[];
}

/** What is to be checked: of a zone the offset at an instant and the instant of a local time, in milliseconds. */
export interface ZoneUnderTest {
  readonly offsetAt: (instant: number) => number;
  readonly toInstant: (local: number) => number;
}

/**
 * Compares zones with two implementations written another way: js-joda's own rules, which read the same tz data, and
 * the Temporal polyfill, which reads the platform's. At each transition of the years asked for, and around it.
 */
export const compareZones = (
  zones: ZoneTables,
  names: readonly string[],
  years: { readonly from: number; readonly to: number },
  underTest: (name: string) => ZoneUnderTest = (name) => zones.get(name),
): Comparison => {
  const mismatches: Mismatch[] = [];
  const differentData: string[] = [];
  let comparisons = 0;
  let transitions = 0;
  for (const name of names) {
    const joda = jodaZone(name);
    const temporal = temporalZone(name);
    const instants = transitionsOf(name, joda, years);
    const sameData = instants.every((at) =>
      [-SECOND, 0].every((distance) => joda.offsetAt(at + distance) === temporal.offsetAt(at + distance)),
    );
    if (!sameData) differentData.push(name);
    const references = sameData
      ? ([
          ['js-joda', joda],
          ['Temporal', temporal],
        ] as const)
      : ([['js-joda', joda]] as const);
    const zone = underTest(name);
    transitions += instants.length;
    for (const at of instants) {
      const localBefore = at + joda.offsetAt(at - SECOND);
      const localAfter = at + joda.offsetAt(at);
      for (const distance of DISTANCES) {
        const questions = [
          ['offsetAt', at + distance],
          ['toInstant', localBefore + distance],
          ['toInstant', localAfter + distance],
        ] as const;
        for (const [question, argument] of questions) {
          const actual = zone[question](argument);
          for (const [reference, implementation] of references) {
            comparisons += 1;
            const expected = implementation[question](argument);
            if (expected !== actual) {
              mismatches.push({
                zone: name,
                reference,
                question: `${question}(${argument})`,
                expected,
                actual,
              });
            }
          }
        }
      }
    }
  }
  return { comparisons, transitions, mismatches, differentData };
};

const jodaZone = (name: string): ZoneUnderTest => {
  const id = ZoneId.of(name);
  const rules = id.rules();
  return {
    offsetAt: (instant) => rules.offset(Instant.ofEpochMilli(instant)).totalSeconds() * SECOND,
    toInstant: (local) =>
      LocalDateTime.ofEpochSecond(local / SECOND, 0, ZoneOffset.UTC)
        .atZone(id)
        .toInstant()
        .toEpochMilli(),
  };
};

const temporalZone = (name: string): ZoneUnderTest => ({
  offsetAt: (instant) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name).offsetNanoseconds / 1_000_000,
  toInstant: (local) =>
    Temporal.Instant.fromEpochMilliseconds(local)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime()
      .toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds,
});

/** The transitions of both references: from Temporal's look-up, and from a day-by-day walk over js-joda's offsets. */
const transitionsOf = (
  name: string,
  joda: ZoneUnderTest,
  years: { readonly from: number; readonly to: number },
): number[] => {
  const found = new Set<number>();
  let next = Temporal.Instant.fromEpochMilliseconds(Date.UTC(years.from, 0, 1))
    .toZonedDateTimeISO(name)
    .getTimeZoneTransition('next');
  while (next !== null && next.year <= years.to) {
    found.add(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }
  const DAY = 24 * HOUR;
  for (let day = Date.UTC(years.from, 0, 1); day < Date.UTC(years.to + 1, 0, 1); day += DAY) {
    if (joda.offsetAt(day) !== joda.offsetAt(day + DAY)) found.add(firstChange(joda, day, day + DAY));
  }
  return [...found].sort((a, b) => a - b);
};

const firstChange = (zone: ZoneUnderTest, from: number, to: number): number => {
  const before = zone.offsetAt(from);
  let low = from / SECOND;
  let high = to / SECOND;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle * SECOND) === before) low = middle;
    else high = middle;
  }
  return high * SECOND;
};
