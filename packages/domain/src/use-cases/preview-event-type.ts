import { bookedRange, isLive, type Booking } from '../booking/booking.js';
import {
  blockedStretch,
  countedStretch,
  situationOf,
  type CalendarState,
} from '../booking/calendar-state.js';
import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { watchesBooker } from '../booking/booking-terms.js';
import { checkEventType, termsOf, type EventType } from '../booking/event-type.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import { may } from '../identity/authorization.js';
import type { InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { DAY_MS, MAX_INSTANT, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound } from './refusal.js';
import {
  changedStatement,
  checkScheduleOf,
  type ChangeEventType,
  type EventTypeChange,
} from './state-event-type.js';

export interface PreviewEventType extends Pick<ChangeEventType, 'actor' | 'id'> {
  /** The terms as they would be changed; left out: as they are today. */
  readonly change?: EventTypeChange | undefined;
}

/** The bookings to come that the terms would refuse, had they been in force when each was asked for last. They stay as they are. */
export interface EventTypePreview {
  readonly count: number;
  /** In order of start, at most {@link MAX_REFUSED_BOOKINGS}. */
  readonly items: readonly RefusedBooking[];
}

export interface RefusedBooking {
  readonly booking: Booking;
  /** Every reason, in the order of the policies. */
  readonly refusals: readonly PolicyRefusal[];
}

export const MAX_REFUSED_BOOKINGS = 100;
/** So far ahead bookings are looked at. */
export const PREVIEW_DAYS = 366;

/**
 * Says which bookings to come of an event type its terms would refuse, as they are or as they would be. Notice and
 * horizon are judged as of when a booking was made or last moved, all else by what stands beside it now. Nothing is written.
 */
export const previewEventType =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (query: PreviewEventType): Promise<Result<EventTypePreview, InvalidInput | EventTypeNotFound>> => {
    const { queries, clock, zones, evaluator = DEFAULT_EVALUATOR } = dependencies;
    const before = await queries.eventType(query.id);
    if (before === undefined || !may(query.actor, 'event-type.preview', before))
      return err({ kind: 'event_type_not_found' });
    const statement = changedStatement(before, query.change ?? {});
    const checked = checkEventType(statement, zones);
    if (!checked.ok) return checked;
    const { id, hostId, revision, createdAt, updatedAt } = before;
    const eventType: EventType = { id, hostId, ...checked.value, revision, createdAt, updatedAt };
    const now = clock.now();
    const stretch = { start: now, end: Math.min(MAX_INSTANT, now + PREVIEW_DAYS * DAY_MS) };
    const state = await readState(dependencies, eventType, stretch);
    if (state === undefined) return err({ kind: 'event_type_not_found' });
    const unknown = checkScheduleOf(statement, state);
    if (unknown !== undefined) return err(unknown);
    const coming = state.bookings.filter(
      (booking) => booking.eventType?.id === id && booking.startTime >= now && isLive(booking, now),
    );
    const refused: RefusedBooking[] = [];
    for (const booking of coming) {
      const range = bookedRange(booking);
      const { bookerId, attendees } = booking;
      const bookerCalendar = watchesBooker(termsOf(eventType))
        ? await queries.calendar(bookerId, { bookings: countedStretch(range, eventType, zones) })
        : undefined;
      const refusalsFor = (askedAt: Instant, asHost: boolean): readonly PolicyRefusal[] =>
        evaluator.explain(
          range,
          situationOf(state, {
            now,
            askedAt,
            stretch: range,
            zones,
            eventType,
            bookerId,
            bookerCalendar,
            attendees,
            asHost,
            except: booking.id,
          }),
        );
      if (refusalsFor(booking.createdAt, false).length === 0) continue;
      const { at, byHost } = await askedLast(dependencies, booking);
      const refusals = refusalsFor(at, byHost);
      if (refusals.length > 0) refused.push({ booking, refusals });
    }
    return ok({ count: refused.length, items: refused.slice(0, MAX_REFUSED_BOOKINGS) });
  };

/** When the time was last asked for, and whether by the host. */
const askedLast = async (
  { queries }: Pick<Dependencies, 'queries'>,
  { id, createdAt }: Booking,
): Promise<{ readonly at: Instant; readonly byHost: boolean }> => {
  const history = await queries.history(id);
  const asked = history.findLast(({ type, revision }) => revision === 1 || type === 'booking.rescheduled');
  return { at: asked?.at ?? createdAt, byHost: asked?.actor.role === 'HOST' };
};

/** The host's calendar with all that bears on the bookings to come. */
const readState = (
  { queries, zones }: Pick<Dependencies, 'queries' | 'zones'>,
  eventType: EventType,
  stretch: Interval,
): Promise<CalendarState | undefined> =>
  queries.calendar(eventType.hostId, {
    claims: blockedStretch(stretch, eventType),
    intent: stretch,
    bookings: countedStretch(stretch, eventType, zones) ?? stretch,
  });
