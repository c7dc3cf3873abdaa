import * as joda from '@js-joda/core';
import { loadZoneTables } from '@slotkeeper/domain';
import { afterEach, expect, it } from 'vitest';
import { FIRST_INSTANT, OVERRIDES, settingOf, TIME_ZONE } from './setting.js';
import { writtenSlotsOfDomain } from './slots-of-domain.js';

// Loads the library's zones, too.
const ZONES = await loadZoneTables();

type Methods = Record<string, unknown>;

/** What a zone library is asked with: js-joda, which brings the zones, and the platform's own. */
const LIBRARY: readonly Methods[] = [
  joda.ZoneId,
  joda.ZoneRulesProvider,
  joda.ZonedDateTime,
  joda.LocalDateTime,
  joda.LocalDate,
  joda.Instant,
  ...[joda.ZonedDateTime, joda.LocalDateTime, joda.LocalDate, joda.Instant].map(({ prototype }) => prototype),
  Object.getPrototypeOf(joda.ZoneId.of(TIME_ZONE).rules()) as object,
  Intl.DateTimeFormat.prototype,
  Date.prototype,
].map((holder) => holder as unknown as Methods);

/** What Date tells in UTC knows no zone. */
const KNOWS_NO_ZONE = /^constructor$|UTC|toISOString|valueOf|getTime$/;

const restore: (() => void)[] = [];
afterEach(() => {
  for (const undo of restore.splice(0)) undo();
});

/** Counts from now on how often any method of the library is called. */
const countCalls = (): { calls: number } => {
  const counter = { calls: 0 };
  for (const holder of LIBRARY) {
    for (const [name, { value, writable, configurable }] of Object.entries(
      Object.getOwnPropertyDescriptors(holder),
    )) {
      if (typeof value !== 'function' || KNOWS_NO_ZONE.test(name)) continue;
      if (writable !== true || configurable !== true) continue;
      const original = value as (...parameters: unknown[]) => unknown;
      holder[name] = function counted(this: unknown, ...parameters: unknown[]): unknown {
        counter.calls += 1;
        return original.apply(this, parameters);
      };
      restore.push(() => {
        holder[name] = original;
      });
    }
  }
  return counter;
};

const wanted = { days: 365, bookings: 1_000, stepMinutes: 15, overrides: OVERRIDES };

it('deriving slots in a zone that was asked before calls no zone library', () => {
  const setting = settingOf(ZONES, wanted);
  expect(writtenSlotsOfDomain(setting).length).toBeGreaterThan(5_000);
  const counter = countCalls();
  expect(writtenSlotsOfDomain(setting).length).toBeGreaterThan(5_000);
  expect(counter.calls).toBe(0);
});

it('a call of either library, or of the zone of the process, would be counted', () => {
  const byJoda = countCalls();
  joda.ZonedDateTime.ofInstant(joda.Instant.ofEpochMilli(FIRST_INSTANT), joda.ZoneId.of(TIME_ZONE));
  expect(byJoda.calls).toBeGreaterThan(0);
  const byRules = countCalls();
  joda.ZoneId.of(TIME_ZONE).rules().offset(joda.Instant.EPOCH);
  expect(byRules.calls).toBeGreaterThan(0);
  const byPlatform = countCalls();
  new Intl.DateTimeFormat('en', { timeZone: TIME_ZONE }).formatToParts(FIRST_INSTANT);
  new Date(FIRST_INSTANT).getHours();
  expect(byPlatform.calls).toBe(2);
});
