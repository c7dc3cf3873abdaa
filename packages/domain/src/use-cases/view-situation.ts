import { situationOf, type CalendarState } from '../booking/calendar-state.js';
import type { Situation } from '../booking/situation.js';
import { err, ok, type Result } from '../result.js';
import type { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import { needsOf, type Wish } from './judge-time.js';
import type { HostNotFound } from './refusal.js';

export interface SituationView {
  readonly state: CalendarState;
  readonly situation: Situation;
  /** Whether the event type that is meant is, in the state, what it was when it was looked up; true of none. */
  readonly isCurrent: boolean;
  /** Whether it rests on nothing else: not on what the booker has, nor on terms that have changed since they were read. */
  readonly restsOnState: boolean;
}

/** Reads, without locks, what ranges in a stretch are judged by. `durationMs`: the one length that is meant. */
export const viewSituation = async (
  { queries, clock, zones }: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  wish: Wish,
  stretch: Interval,
  durationMs?: number,
): Promise<Result<SituationView, HostNotFound>> => {
  const { hostId, eventType, bookerId, attendees, asHost, except } = wish;
  const { calendars, reading } = needsOf({ zones }, wish, stretch);
  const watchesBooker = bookerId !== undefined && calendars.includes(bookerId);
  const asked = queries.calendar(hostId, reading);
  const [state, bookerCalendar] = watchesBooker
    ? await Promise.all([asked, queries.calendar(bookerId, { bookings: reading.bookings })])
    : [await asked];
  if (state?.role !== 'HOST') return err({ kind: 'host_not_found', hostId });
  const situation = situationOf(state, {
    now: clock.now(),
    stretch,
    zones,
    eventType,
    durationMs,
    bookerId,
    bookerCalendar,
    attendees,
    asHost,
    except,
  });
  const isCurrent =
    eventType === undefined ||
    state.eventTypes.some(({ id, revision }) => id === eventType.id && revision === eventType.revision);
  return ok({ state, situation, isCurrent, restsOnState: isCurrent && !watchesBooker });
};
