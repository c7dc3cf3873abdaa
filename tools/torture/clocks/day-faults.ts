import {
  MAX_PAGE_LIMIT,
  MINUTE_MS,
  type Booking,
  type BookingHistoryEntry,
  type Store,
} from '@slotkeeper/domain';
import { databaseFaults } from '../database-faults.js';
import type { Attempt, BusyDay } from './busy-day.js';

/** What of a day is not as it was promised, in words; empty where all is. */
export const dayFaults = async (
  day: BusyDay,
  { store, connectionString, skewMs }: Look,
): Promise<readonly string[]> => {
  const bookings = await bookingsOf(day, store);
  const histories = new Map(
    await Promise.all(bookings.map(async ({ id }) => [id, await store.queries.history(id)] as const)),
  );
  return [
    ...(await databaseFaults(connectionString, ['exclusion-constraint'])),
    ...lostWrites(day, histories),
    ...bookings.flatMap((booking) => disorder(booking, histories.get(booking.id) ?? [])),
    ...(await missingEvents(day, store)),
    ...earlyReleases(day, skewMs),
    ...brokenPromises(day, skewMs),
  ];
};

interface Look {
  readonly store: Store;
  readonly connectionString: string;
  /** How far ahead of the time a clock is at the most. */
  readonly skewMs: number;
}

type Histories = ReadonlyMap<string, readonly BookingHistoryEntry[]>;

const bookingsOf = async ({ hosts }: BusyDay, { queries }: Store): Promise<readonly Booking[]> => {
  const pages = await Promise.all(
    hosts.map(({ id: hostId }) => queries.bookings({ hostId }, { limit: MAX_PAGE_LIMIT })),
  );
  return pages.flatMap(({ items }) => items);
};

/** All that was acknowledged is in the history, as it was acknowledged. */
const lostWrites = ({ attempts }: BusyDay, histories: Histories): readonly string[] =>
  attempts.flatMap(({ verb, outcome }) => {
    if (!outcome.ok) return [];
    const { id, revision, status, startTime } = outcome.value;
    const entry = histories.get(id)?.find((one) => one.revision === revision);
    return entry?.status === status && entry.startTime === startTime
      ? []
      : [`the ${verb} that made revision ${revision} of ${id} is lost`];
  });

/** A history has every revision once, and neither it nor its booking goes back in time. */
const disorder = (
  { id, revision, createdAt, updatedAt }: Booking,
  history: readonly BookingHistoryEntry[],
): readonly string[] => {
  const faults: string[] = [];
  if (history.length !== revision || history.some((entry, index) => entry.revision !== index + 1))
    faults.push(`the history of ${id} has gaps`);
  if (history.some(({ at }, index) => at < (history[index - 1]?.at ?? at)))
    faults.push(`the history of ${id} goes back in time`);
  if (updatedAt < createdAt || history.at(-1)?.at !== updatedAt)
    faults.push(`${id} was changed before it was made, or not when its history says`);
  return faults;
};

/** The events of a calendar have every version once. */
const missingEvents = async ({ hosts }: BusyDay, { queries }: Store): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { id } of hosts) {
    const events = await queries.events(id, { afterVersion: 0, limit: MAX_PAGE_LIMIT });
    if (events.some(({ version }, index) => version !== index + 1))
      faults.push(`events of ${id} are missing`);
  }
  return faults;
};

/** A hold keeps its time until its deadline, less what a clock may be ahead. */
const earlyReleases = ({ releases }: BusyDay, skewMs: number): readonly string[] =>
  releases
    .filter(({ deadline, seenAt }) => deadline - seenAt > skewMs)
    .map(({ id, deadline, seenAt }) => `${id} was released ${minutes(deadline - seenAt)} early`);

/** Until then it can be confirmed, too, and extended. */
const brokenPromises = ({ attempts }: BusyDay, skewMs: number): readonly string[] =>
  attempts
    .filter((one) => isRefusedTooEarly(one, skewMs))
    .map(
      ({ verb, before, outcome }) =>
        `the ${verb} of ${before?.id} was refused: ${outcome.ok ? '' : outcome.error}`,
    );

const isRefusedTooEarly = ({ verb, before, at, outcome }: Attempt, skewMs: number): boolean =>
  verb === 'confirm' && !outcome.ok && before?.deadline !== undefined && before.deadline - at > skewMs;

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / MINUTE_MS)} minutes`;
