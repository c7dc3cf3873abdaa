import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { invalidInput, type FieldError, type InvalidInput, invalidInstant } from '../invalid-input.js';
import { MAX_ATTENDEES } from '../booking/booking.js';
import { err, type Result } from '../result.js';
import { DAY_MS, isInstant, MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import type { Dependencies } from './dependencies.js';
import type { Wish } from './judge-time.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { viewSituation, type SituationView } from './view-situation.js';
import {
  checkCount,
  recentTarget,
  resolveTarget,
  type BookingTarget,
  type ResolvedTarget,
} from './wanted-time.js';

/** A range of slots, half-open: those that start at `from` or later and before `to`. */
export interface SlotRange extends BookingTarget {
  readonly from: Instant;
  /** At most {@link MAX_SLOT_RANGE_DAYS} days after `from`. */
  readonly to: Instant;
  /** Of an event type: the length that is meant, the first if left out. */
  readonly durationMinutes?: number | undefined;
  /** How many heads the party has, 1 if left out. */
  readonly attendees?: number | undefined;
  /** Who asks; undefined: anybody, so that what depends on the booker is not judged. */
  readonly actor?: Actor | undefined;
}

export const MAX_SLOT_RANGE_DAYS = 366;

/** What is wrong with a range; empty where nothing is. */
export const checkSlotRange = ({ from, to }: Pick<SlotRange, 'from' | 'to'>): FieldError[] => {
  const errors: FieldError[] = [];
  for (const [field, value] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (isInstant(value)) continue;
    errors.push(invalidInstant(field));
  }
  if (errors.length > 0) return errors;
  if (to <= from) return [{ field: 'to', code: 'end_not_after_start', message: 'must be after from' }];
  const message = `must be at most ${MAX_SLOT_RANGE_DAYS} days after from`;
  return to - from > MAX_SLOT_RANGE_DAYS * DAY_MS ? [{ field: 'to', code: 'range_too_long', message }] : [];
};

/** What must be known for the slots that start in a range: a slot may end its own length after it. */
export const slotStretch = ({ from, to }: Pick<SlotRange, 'from' | 'to'>): Interval => ({
  start: from,
  end: Math.min(MAX_INSTANT, to + MAX_SLOT_DURATION_MINUTES * MINUTE_MS),
});

/** Reads what the slots of a range rest on, without locks. */
export const viewRange = async (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  range: SlotRange,
): Promise<Result<SituationView, InvalidInput | HostNotFound | EventTypeNotFound>> => {
  const { durationMinutes, attendees = 1 } = range;
  const errors = [
    ...checkSlotRange(range),
    ...checkCount('durationMinutes', durationMinutes ?? 1, MAX_SLOT_DURATION_MINUTES),
    ...checkCount('attendees', attendees, MAX_ATTENDEES),
  ];
  if (errors.length > 0) return err(invalidInput(errors));
  const recent = recentTarget(dependencies, range);
  if (recent !== undefined) {
    const view = await viewTarget(dependencies, range, recent);
    // Anything else may be what has become of the event type since.
    if (view.ok && view.value.isCurrent) return view;
  }
  const target = await resolveTarget(dependencies, range);
  return target.ok ? viewTarget(dependencies, range, target.value) : target;
};

const viewTarget = (
  dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones'>,
  range: SlotRange,
  target: ResolvedTarget,
): Promise<Result<SituationView, InvalidInput | HostNotFound>> => {
  const { durationMinutes, attendees = 1, actor } = range;
  const { eventType } = target;
  const unknown = checkDuration(eventType, durationMinutes);
  if (unknown !== undefined) return Promise.resolve(err(unknown));
  const minutes = durationMinutes ?? eventType?.durationsMinutes[0];
  return viewSituation(
    dependencies,
    wishOf(target, actor, attendees),
    slotStretch(range),
    eventType === undefined || minutes === undefined ? undefined : minutes * MINUTE_MS,
  );
};

/** What an actor that asks about times would wish for: nobody's name is on it where nobody has logged in. */
export const wishOf = (
  { hostId, eventType }: ResolvedTarget,
  actor: Actor | undefined,
  attendees: number,
): Wish => ({
  hostId,
  eventType,
  bookerId: actor !== undefined && may(actor, 'booking.make') ? actor.userId : undefined,
  attendees,
  asHost: actor !== undefined && may(actor, 'booking.make-for', { hostId }),
});

const checkDuration = (
  eventType: ResolvedTarget['eventType'],
  durationMinutes: number | undefined,
): InvalidInput | undefined => {
  if (durationMinutes === undefined) return undefined;
  const field = 'durationMinutes';
  if (eventType === undefined) {
    const message = 'must be given along with eventTypeId only';
    return invalidInput([{ field, code: 'event_type_required', message }]);
  }
  const { durationsMinutes } = eventType;
  if (durationsMinutes.includes(durationMinutes)) return undefined;
  const message = `must be one of ${durationsMinutes.join(', ')}`;
  return invalidInput([{ field, code: 'duration_not_offered', message }]);
};
