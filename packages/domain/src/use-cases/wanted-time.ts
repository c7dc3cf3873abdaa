import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import { MAX_ATTENDEES } from '../booking/booking.js';
import type { EventType, EventTypeId } from '../booking/event-type.js';
import { hasStartAt } from '../booking/policies/on-grid.js';
import type { Situation } from '../booking/situation.js';
import type { UserId } from '../identity/user.js';
import { invalidInput, type FieldError, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { BEYOND_TIME, checkWantedRange } from './check-wanted-range.js';
import type { Dependencies } from './dependencies.js';
import type { DurationAmbiguous, EventTypeNotFound } from './refusal.js';

/** What is asked for: an event type, or the availability of a host itself. Exactly one is given. */
export interface BookingTarget {
  readonly hostId?: UserId | undefined;
  readonly eventTypeId?: EventTypeId | undefined;
}

/** Which time of it is asked for. */
export interface WantedTime extends BookingTarget {
  readonly startTime: Instant;
  /** At most one of `endTime` and `durationMinutes`; without, an event type's first length, or the one slot there. */
  readonly endTime?: Instant | undefined;
  readonly durationMinutes?: number | undefined;
  /** How many heads the party has, 1 if left out. */
  readonly attendees?: number | undefined;
}

export interface ResolvedTarget {
  readonly hostId: UserId;
  readonly eventType: EventType | undefined;
}

/** Looks up what is asked for. */
export const resolveTarget = async (
  { queries }: Pick<Dependencies, 'queries'>,
  { hostId, eventTypeId }: BookingTarget,
): Promise<Result<ResolvedTarget, InvalidInput | EventTypeNotFound>> => {
  if (eventTypeId !== undefined) {
    if (hostId !== undefined) return err(invalidInput([EITHER]));
    const eventType = await queries.eventType(eventTypeId);
    return eventType === undefined
      ? err({ kind: 'event_type_not_found' })
      : ok({ hostId: eventType.hostId, eventType });
  }
  return hostId === undefined ? err(invalidInput([EITHER])) : ok({ hostId, eventType: undefined });
};

/** The same without asking anybody, where the store knows it: the event type may have changed since. */
export const recentTarget = (
  { queries }: Pick<Dependencies, 'queries'>,
  { hostId, eventTypeId }: BookingTarget,
): ResolvedTarget | undefined => {
  if (eventTypeId === undefined || hostId !== undefined) return undefined;
  const eventType = queries.recentEventType?.(eventTypeId);
  return eventType === undefined ? undefined : { hostId: eventType.hostId, eventType };
};

const EITHER: FieldError = {
  field: 'eventTypeId',
  code: 'host_or_event_type',
  message: 'must be given, or hostId, and not both',
};

/** What is wrong with a wanted time by itself, before anything is looked up; undefined where nothing is. */
export const checkWantedTime = (wanted: WantedTime): InvalidInput | undefined => {
  const { startTime, endTime, durationMinutes, attendees = 1 } = wanted;
  const errors: FieldError[] = [...(checkWantedRange(startTime, endTime)?.errors ?? [])];
  if (endTime !== undefined && durationMinutes !== undefined) {
    const message = 'must not be given along with endTime';
    errors.push({ field: 'durationMinutes', code: 'end_or_duration', message });
  }
  errors.push(
    ...checkCount('durationMinutes', durationMinutes ?? 1, MAX_SLOT_DURATION_MINUTES),
    ...checkCount('attendees', attendees, MAX_ATTENDEES),
  );
  return errors.length === 0 ? undefined : invalidInput(errors);
};

export const checkCount = (field: string, value: number, max: number): FieldError[] =>
  Number.isInteger(value) && value >= 1 && value <= max
    ? []
    : [{ field, code: 'out_of_range', message: `must be a whole number from 1 to ${max}` }];

/** The stretch that the wanted range lies in, as far as it is known before anything is seen. */
export const wantedStretch = (
  { startTime, endTime, durationMinutes }: WantedTime,
  eventType: EventType | undefined,
): Interval => {
  const minutes = durationMinutes ?? eventType?.durationsMinutes[0] ?? MAX_SLOT_DURATION_MINUTES;
  return { start: startTime, end: endTime ?? Math.min(MAX_INSTANT, startTime + minutes * MINUTE_MS) };
};

/** The wanted range. Without an end or a length it is that of the slot which starts then. */
export const wantedRange = (
  wanted: WantedTime,
  eventType: EventType | undefined,
  situation: Situation,
): Result<Interval, DurationAmbiguous | InvalidInput> => {
  const { startTime, endTime, durationMinutes } = wanted;
  if (endTime !== undefined) return ok({ start: startTime, end: endTime });
  const minutes = durationMinutes ?? eventType?.durationsMinutes[0];
  const range =
    minutes === undefined
      ? slotStartingAt(startTime, situation)
      : ok({ start: startTime, end: startTime + minutes * MINUTE_MS });
  return range.ok && range.value.end > MAX_INSTANT ? err(invalidInput([BEYOND_TIME])) : range;
};

/**
 * The range of the slot that starts then. Where no slot does, a range as short as a slot there could be, for the
 * evaluator to say what is wrong with it.
 */
const slotStartingAt = (start: Instant, { windows }: Situation): Result<Interval, DurationAmbiguous> => {
  const around = windows.filter((group) => IntervalSet.at(group.windows, start) !== undefined);
  const starting = around.filter((group) => hasStartAt(group, start));
  if (starting.length > 1) {
    return err({
      kind: 'duration_ambiguous',
      slotDurations: starting.map(({ durationMs }) => durationMs / MINUTE_MS),
    });
  }
  const group = starting[0] ?? around[0];
  return ok({ start, end: start + (group?.durationMs ?? MINUTE_MS) });
};
