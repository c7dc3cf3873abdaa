import { isLive, type Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import { DEFAULT_GUEST_BOUNDS, type BookedGuest, type GuestParty } from '../booking/guest.js';
import { DEFAULT_EVALUATOR, overridableOf } from '../booking/evaluator.js';
import { DEFAULT_HOLD_BOUNDS } from '../booking/hold-bounds.js';
import { onGrid } from '../booking/policies/on-grid.js';
import type { PolicyName } from '../booking/policies/policy.js';
import { withinAvailability } from '../booking/policies/within-availability.js';
import { isPolicyRefusal } from '../booking/refusal.js';
import { may } from '../identity/authorization.js';
import { checkPerson } from '../identity/check-person.js';
import type { Actor, UserId } from '../identity/user.js';
import { invalidInput, type FieldError, type InvalidInput } from '../invalid-input.js';
import { ConcurrencyConflict } from '../ports/concurrency-conflict.js';
import type { Changes, Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { stepOf } from './decide-on-booking.js';
import type { Dependencies, TimeDependencies } from './dependencies.js';
import { findAlternatives } from './find-alternatives.js';
import { grantTime, needsOf, seeSituation, type Wish } from './judge-time.js';
import { withOffers } from './end-booking.js';
import { idsForTries } from './pass-on-time.js';
import type {
  BookerNotFound,
  BookingRefusal,
  DurationAmbiguous,
  EventTypeNotFound,
  Forbidden,
  GuestsNotAllowed,
  HostNotFound,
  TooManyGuestBookings,
  TooManyHolds,
} from './refusal.js';
import { replayOr } from './replay-or.js';
import { decideSeeingEnough, mustSee, sees, type MustSee, type Sight } from './see-enough.js';
import {
  checkCount,
  checkWantedTime,
  recentTarget,
  resolveTarget,
  wantedRange,
  wantedStretch,
  type ResolvedTarget,
  type WantedTime,
} from './wanted-time.js';

export interface PlaceBooking extends WantedTime {
  readonly actor: Actor;
  /** For whom a host books on its own calendar; a user books for itself. */
  readonly bookerId?: UserId | undefined;
  /** Who has no account: books for itself, being the actor, or has a host book for it. */
  readonly guest?: GuestParty | undefined;
  /** The policies that a host sets aside on its own calendar, by name. */
  readonly overrides?: readonly PolicyName[] | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface Hold extends Omit<PlaceBooking, 'bookerId' | 'guest' | 'overrides'> {
  /** How long it lasts; the default if left out. */
  readonly minutes?: number | undefined;
}

export type PlaceRefusal =
  | InvalidInput
  | Forbidden
  | HostNotFound
  | EventTypeNotFound
  | BookerNotFound
  | DurationAmbiguous
  | GuestRefusal
  | BookingRefusal
  | KeyReused;

/** What may stand against a guest that books for itself. */
export type GuestRefusal = GuestsNotAllowed | TooManyGuestBookings;

export type HoldRefusal = Exclude<PlaceRefusal, GuestRefusal> | TooManyHolds;

/**
 * A user books time of a host, or a host books its own for somebody. Where the event type asks for approval, what a user
 * books is pending.
 */
export const book =
  (dependencies: TimeDependencies & Pick<Dependencies, 'users'>) =>
  (command: PlaceBooking): Promise<Result<Decided<Booking>, PlaceRefusal>> =>
    placeBooking<GuestRefusal>(
      dependencies,
      command,
      ({ eventType, endTime }, now, asHost) => {
        const { approvalMinutes } = eventType ?? {};
        if (approvalMinutes === undefined || asHost)
          return { status: 'confirmed', type: 'booking.confirmed' };
        const deadline = Math.min(now + approvalMinutes * MINUTE_MS, endTime);
        return { status: 'pending', type: 'booking.requested', deadline };
      },
      (sight) => (isOwnGuest(command) ? allowGuest(dependencies, command, sight) : ok(undefined)),
      (eventType) =>
        isOwnGuest(command) && eventType?.allowsGuests !== true ? { kind: 'guests_not_allowed' } : undefined,
    );

/** Whether a guest books for itself. */
const isOwnGuest = ({ actor, guest }: PlaceBooking): boolean =>
  guest !== undefined && guest.id === actor.userId;

/** A guest books as long as not too much of what it has booked is still to come. */
const allowGuest = (
  { guestBounds = DEFAULT_GUEST_BOUNDS, clock }: Pick<TimeDependencies, 'guestBounds' | 'clock'>,
  { actor }: PlaceBooking,
  { locked, seen }: Sight,
): Result<void, TooManyGuestBookings | MustSee> => {
  const needs = {
    calendars: [actor.userId],
    reading: { bookings: { start: clock.now(), end: MAX_INSTANT } },
  };
  if (!sees(seen, needs)) return mustSee(needs);
  const upcoming = (locked.calendars.get(actor.userId)?.bookings ?? []).filter(
    (booking) => isLive(booking, locked.now) && booking.endTime > locked.now,
  );
  return upcoming.length < guestBounds.maxUpcoming
    ? ok(undefined)
    : err({ kind: 'too_many_guest_bookings', limit: guestBounds.maxUpcoming });
};

/** A user blocks time against everybody, until a deadline, to confirm it before that. */
export const hold =
  (dependencies: TimeDependencies & Pick<Dependencies, 'users'>) =>
  async (command: Hold): Promise<Result<Decided<Booking>, HoldRefusal>> => {
    const { defaultMinutes, maxMinutes, maxLivePerBooker } = dependencies.holdBounds ?? DEFAULT_HOLD_BOUNDS;
    const { minutes = defaultMinutes, actor } = command;
    if (!may(actor, 'hold.make')) return err({ kind: 'forbidden' });
    const errors = checkCount('minutes', minutes, maxMinutes);
    if (errors.length > 0) return err(invalidInput(errors));
    return placeBooking<TooManyHolds>(
      dependencies,
      command,
      ({ endTime }, now) => ({
        status: 'held',
        type: 'booking.held',
        deadline: Math.min(now + minutes * MINUTE_MS, endTime),
      }),
      ({ locked, seen }) => {
        const needs = { calendars: [actor.userId], reading: { holds: true } };
        if (!sees(seen, needs)) return mustSee(needs);
        const live = (locked.calendars.get(actor.userId)?.holds ?? []).filter(
          (held) => isLive(held, locked.now) && held.waitlistEntryId === undefined,
        );
        return live.length < maxLivePerBooker
          ? ok(undefined)
          : err({ kind: 'too_many_holds', limit: maxLivePerBooker });
      },
    );
  };

type Placed =
  | { readonly status: 'confirmed'; readonly type: 'booking.confirmed' }
  | { readonly status: 'pending'; readonly type: 'booking.requested'; readonly deadline: Instant }
  | { readonly status: 'held'; readonly type: 'booking.held'; readonly deadline: Instant };

const placeBooking = async <R extends { readonly kind: string }>(
  dependencies: TimeDependencies & Pick<Dependencies, 'users'>,
  command: PlaceBooking,
  place: (booking: Pick<Booking, 'eventType' | 'endTime'>, now: Instant, asHost: boolean) => Placed,
  allow: (sight: Sight) => Result<void, R | MustSee>,
  refusalOf: (eventType: EventType | undefined) => R | undefined = () => undefined,
): Promise<Result<Decided<Booking>, Exclude<PlaceRefusal, GuestRefusal> | R>> => {
  const { actor, guest, overrides = [], idempotency } = command;
  const invalid = checkWantedTime(command);
  const errors = [
    ...(invalid?.errors ?? []),
    ...checkOverrides(dependencies, overrides),
    ...(guest === undefined ? [] : checkPerson(guest, 'guest.')),
  ];
  if (errors.length > 0) return err(invalidInput(errors));
  if (actor.role === 'USER' && overrides.length > 0) return err({ kind: 'forbidden', field: 'overrides' });
  const { eventTypeId, endTime, durationMinutes } = command;
  const isAnywhere = overrides.includes(withinAvailability.name) || overrides.includes(onGrid.name);
  if (isAnywhere && eventTypeId === undefined && (endTime ?? durationMinutes) === undefined) {
    const message = 'must be given where there may be no slot to go by';
    return err(invalidInput([{ field: 'endTime', code: 'required', message }]));
  }
  const placing: Placing<R> = { command, place, allow };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const recent = attempt === 1 ? recentTarget(dependencies, command) : undefined;
    const target = recent === undefined ? await resolveTarget(dependencies, command) : ok(recent);
    if (!target.ok) return replayOr<Booking, typeof target.error>(dependencies, idempotency, target.error);
    const refused = refusalOf(target.value.eventType);
    if (refused !== undefined && recent !== undefined) continue;
    if (refused !== undefined) return replayOr<Booking, R>(dependencies, idempotency, refused);
    const outcome = await placeOn(dependencies, placing, target.value);
    if (outcome.ok) return outcome;
    const { error } = outcome;
    // What was withdrawn is looked up once more, so that the store knows.
    const isGone = recent !== undefined && error.kind === 'event_type_not_found';
    if (!isGone && !isOutdated(error)) return err(error);
  }
  throw new ConcurrencyConflict(`others changed the event type at each of ${MAX_ATTEMPTS} attempts`);
};

const MAX_ATTEMPTS = 8;

interface Placing<R> {
  readonly command: PlaceBooking;
  readonly place: (booking: Pick<Booking, 'eventType' | 'endTime'>, now: Instant, asHost: boolean) => Placed;
  readonly allow: (sight: Sight) => Result<void, R | MustSee>;
}

/** The event type is not, under lock, what it was when it was looked up. */
interface TargetOutdated {
  readonly kind: 'target_outdated';
}

const isOutdated = (error: { readonly kind: string }): error is TargetOutdated =>
  error.kind === 'target_outdated';

const placeOn = async <R extends { readonly kind: string }>(
  dependencies: TimeDependencies & Pick<Dependencies, 'users'>,
  { command, place, allow }: Placing<R>,
  { hostId, eventType }: ResolvedTarget,
): Promise<Result<Decided<Booking>, Exclude<PlaceRefusal, GuestRefusal> | R | TargetOutdated>> => {
  const { actor, guest, overrides = [], idempotency } = command;
  const booker = await bookerOf(dependencies, command, hostId);
  if (!booker.ok) return booker;
  const wish: Wish = {
    hostId,
    eventType,
    bookerId: booker.value,
    attendees: command.attendees ?? 1,
    asHost: actor.role === 'HOST',
  };
  if (guest !== undefined) await dependencies.users.admitGuest(guest.id);
  const id = dependencies.ids.next();
  const idsOfTry = idsForTries(dependencies.ids);
  const stretch = wantedStretch(command, eventType);
  let wanted: Interval = stretch;
  const outcome = await decideSeeingEnough<Booking, Exclude<PlaceRefusal, GuestRefusal> | R | TargetOutdated>(
    dependencies.unitOfWork,
    idempotency,
    needsOf(dependencies, wish, stretch),
    (sight) => {
      const allowed = allow(sight);
      if (!allowed.ok) return allowed;
      const seen = seeSituation(dependencies, sight, wish, stretch);
      if (!seen.ok) return seen;
      if (seen.value.eventType?.revision !== eventType?.revision) return err({ kind: 'target_outdated' });
      const range = wantedRange(command, eventType, seen.value.situation);
      if (!range.ok) return range;
      wanted = range.value;
      const grant = grantTime(dependencies, sight, seen.value, { id, range: wanted, overrides });
      if (!grant.ok) return grant;
      const { now } = sight.locked;
      const { judgement, eventType: agreed, session, expired, events } = grant.value;
      const { type, ...placed } = place({ eventType: agreed, endTime: wanted.end }, now, wish.asHost);
      const booking: Booking = {
        id,
        hostId,
        bookerId: booker.value,
        ...(guest === undefined ? {} : { guest: keptOf(guest) }),
        startTime: wanted.start,
        endTime: wanted.end,
        ...placed,
        ...(agreed === undefined ? {} : { eventType: agreed }),
        attendees: wish.attendees,
        ...(session === undefined ? {} : { session }),
        revision: 1,
        createdAt: now,
        updatedAt: now,
      };
      const step = stepOf(booking, type, { actor, overridden: judgement.overridden });
      const changes: Changes<Booking> = {
        ...step,
        bookings: [...expired, booking],
        events: [...events, ...step.events],
      };
      // What has run out of time may have blocked more than is taken now.
      return withOffers(dependencies, sight, expired, changes, idsOfTry());
    },
  );
  if (outcome.ok || !isPolicyRefusal(outcome.error)) return outcome;
  return err({
    ...outcome.error,
    alternatives: await findAlternatives(dependencies, wish, wanted),
  });
};

/** For whom it is booked: a user for itself, a host for any user, on its own calendar. */
const bookerOf = async (
  { users }: Pick<Dependencies, 'users'>,
  { actor, bookerId, guest }: PlaceBooking,
  hostId: UserId,
): Promise<Result<UserId, Forbidden | InvalidInput | BookerNotFound>> => {
  if (guest !== undefined) {
    if (bookerId !== undefined) return err(invalidInput([EITHER_BOOKER]));
    const isAllowed = guest.id === actor.userId || may(actor, 'booking.make-for', { hostId });
    return isAllowed ? ok(guest.id) : err({ kind: 'forbidden', field: 'guest' });
  }
  if (may(actor, 'booking.make')) {
    const isSelf = bookerId === undefined || bookerId === actor.userId;
    return isSelf ? ok(actor.userId) : err({ kind: 'forbidden', field: 'bookerId' });
  }
  if (!may(actor, 'booking.make-for', { hostId })) return err({ kind: 'forbidden' });
  if (bookerId === undefined) {
    const message = 'must name the user for whom a host books';
    return err(invalidInput([{ field: 'bookerId', code: 'required', message }]));
  }
  const booker = await users.byId(bookerId);
  return booker?.role === 'USER' ? ok(bookerId) : err({ kind: 'booker_not_found' });
};

const EITHER_BOOKER: FieldError = {
  field: 'guest',
  code: 'guest_or_booker',
  message: 'must not be given along with bookerId',
};

const keptOf = ({ name, email, accessDigest }: GuestParty): BookedGuest => ({ name, email, accessDigest });

/** What is wrong with the names of policies that a host wants to set aside. */
export const checkOverrides = (
  { evaluator = DEFAULT_EVALUATOR }: Pick<Dependencies, 'evaluator'>,
  overrides: readonly PolicyName[],
): FieldError[] => {
  const names = overridableOf(evaluator);
  return overrides.flatMap((name, index) =>
    names.includes(name)
      ? []
      : [
          {
            field: `overrides[${index}]`,
            code: 'not_overridable',
            message: `must be one of ${names.join(', ')}`,
          },
        ],
  );
};
