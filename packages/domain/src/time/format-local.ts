import { formatInstant, MAX_INSTANT, MIN_INSTANT, MINUTE_MS, type Instant } from './instant.js';
import { formatTimeOfDay } from './time-of-day.js';
import type { ZoneTable } from './zone-table.js';

/**
 * An instant as the clocks of a zone show it, with their offset from UTC: `2025-03-30T03:30:00+02:00` (RFC 3339).
 * Read again, it is always the same instant. RFC 3339 knows offsets of whole minutes only; one with seconds, such as a
 * local mean time of before 1972, is rounded to the minute, and the time is that of the rounded offset: it differs from
 * the clocks' by at most half a minute. An instant whose local time lies outside the years 0001 to 9999 is written at
 * `+00:00`.
 */
export const formatLocal = (instant: Instant, zone: Pick<ZoneTable, 'offsetAt'>): string => {
  const offset = Math.round(zone.offsetAt(instant) / MINUTE_MS) * MINUTE_MS;
  const local = instant + offset;
  return local < MIN_INSTANT || local > MAX_INSTANT ? written(instant, 0) : written(local, offset);
};

const written = (local: number, offset: number): string =>
  `${formatInstant(local).slice(0, -1)}${offset < 0 ? '-' : '+'}${formatTimeOfDay(Math.abs(offset) / MINUTE_MS)}`;
