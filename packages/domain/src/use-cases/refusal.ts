import type { Booking } from '../booking/booking.js';
import type { BookingStatus } from '../booking/booking-status.js';
import type { PolicyRefusal } from '../booking/refusal.js';
import type { InvalidInput } from '../invalid-input.js';
import type { KeyReused } from '../ports/unit-of-work.js';
import type { EmailTaken } from '../ports/users.js';
import type { Slot } from '../slots/slot.js';
import type { Instant } from '../time/instant.js';

/** Everything that a use case may answer instead of doing it. `kind` is a stable code, the other members its figures. */
export type Refusal =
  | InvalidInput
  | KeyReused
  | EmailTaken
  | InvalidCredentials
  | Forbidden
  | HostNotFound
  | BookingNotFound
  | AvailabilityNotFound
  | ScheduleNotFound
  | ScheduleIsDefault
  | TimeOffNotFound
  | RevisionStale
  | IllegalTransition
  | DurationAmbiguous
  | EventTypeNotFound
  | BookerNotFound
  | ScheduleInUse
  | CutoffPassed
  | TooEarly
  | TooManyHolds
  | HoldAtLimit
  | HoldExpired
  | SlotAvailable
  | WaitlistFull
  | WaitlistEntryNotFound
  | WaitlistOffered
  | GuestsNotAllowed
  | TooManyGuestBookings
  | RegistrationClosed
  | InvitationRefused
  | RefreshTokenRefused
  | ApiKeyNotFound
  | TooManyApiKeys
  | OrganisationNotFound
  | AccountNotFound
  | BookingRefusal;

/** No account has this address and password. */
export interface InvalidCredentials {
  readonly kind: 'invalid_credentials';
}

/** The actor's role, or whose thing it is, does not allow it. */
export interface Forbidden {
  readonly kind: 'forbidden';
  readonly field?: 'hostId' | 'bookerId' | 'guest' | 'overrides' | 'eventTypeId';
}

/** No host has this id; a user who is not a host is none. */
export interface HostNotFound {
  readonly kind: 'host_not_found';
  readonly hostId: string;
}

/** There is no such booking, or none that the actor may know of. */
export interface BookingNotFound {
  readonly kind: 'booking_not_found';
}

/** There is no such availability, or none that the actor may know of. */
export interface AvailabilityNotFound {
  readonly kind: 'availability_not_found';
}

/** There is no such schedule, or none that the actor may know of. */
export interface ScheduleNotFound {
  readonly kind: 'schedule_not_found';
}

/** The default schedule stays while there are others: make another one the default first. */
export interface ScheduleIsDefault {
  readonly kind: 'schedule_is_default';
}

/** There is no such time off, or none that the actor may know of. */
export interface TimeOffNotFound {
  readonly kind: 'time_off_not_found';
}

/** Somebody changed it since the revision that the caller has seen. */
export interface RevisionStale {
  readonly kind: 'revision_stale';
  readonly revision: number;
}

/** A booking in this state can't be changed so. */
export interface IllegalTransition {
  readonly kind: 'illegal_transition';
  readonly from: BookingStatus;
  readonly attempted: BookingAction;
}

export const BOOKING_ACTIONS = [
  'cancel',
  'reschedule',
  'confirm',
  'extend',
  'release',
  'approve',
  'decline',
  'no-show',
  'undo-no-show',
  'complete',
  'check-in',
] as const;

export type BookingAction = (typeof BOOKING_ACTIONS)[number];

/** There is no such event type, or it was withdrawn. */
export interface EventTypeNotFound {
  readonly kind: 'event_type_not_found';
}

/** No user has this id; a host is none that can be booked for. */
export interface BookerNotFound {
  readonly kind: 'booker_not_found';
}

/** Event types use the schedule: change them first. */
export interface ScheduleInUse {
  readonly kind: 'schedule_in_use';
  /** In order. */
  readonly eventTypeIds: readonly string[];
}

/** So near to its start, the booking can no longer be changed so by its booker; `cutoff` was the last instant. */
export interface CutoffPassed {
  readonly kind: 'cutoff_passed';
  readonly attempted: 'cancel' | 'reschedule';
  readonly cutoff: Instant;
}

/** The booking has not begun yet; from `earliest` on it can be done. */
export interface TooEarly {
  readonly kind: 'too_early';
  readonly attempted: BookingAction;
  readonly earliest: Instant;
}

/** The booker has so many live holds already. */
export interface TooManyHolds {
  readonly kind: 'too_many_holds';
  readonly limit: number;
}

/** A hold can't last longer than until `latest`. */
export interface HoldAtLimit {
  readonly kind: 'hold_at_limit';
  readonly latest: Instant;
}

/** The hold's time has run out: it can be confirmed as long as its time is free, but not extended. */
export interface HoldExpired {
  readonly kind: 'hold_expired';
  readonly deadline: Instant;
}

/** There is nothing to wait for: the time can be booked. */
export interface SlotAvailable {
  readonly kind: 'slot_available';
}

/** So many times of the host are waited for already, by the party or by all. */
export interface WaitlistFull {
  readonly kind: 'waitlist_full';
  readonly limit: number;
}

/** There is no such waitlist entry, or none that the actor may know of. */
export interface WaitlistEntryNotFound {
  readonly kind: 'waitlist_entry_not_found';
}

/** The time is held for the party already: the hold is what can be confirmed or released. */
export interface WaitlistOffered {
  readonly kind: 'waitlist_offered';
  readonly offerId: string;
}

/** Slots of different durations start then: the caller must say when its booking ends. Minutes. */
export interface DurationAmbiguous {
  readonly kind: 'duration_ambiguous';
  readonly slotDurations: readonly number[];
}

/** A policy refuses the time. `alternatives`: up to three slots near it that are bookable now, in order of time. */
export type BookingRefusal = PolicyRefusal & { readonly alternatives?: readonly Slot[] };

/** The bookings that a change of availability leaves outside of it. They stay as they are. */
export interface BookingsOutside {
  readonly count: number;
  /** In order of start, at most {@link MAX_BOOKINGS_OUTSIDE}. */
  readonly items: readonly Booking[];
}

export const MAX_BOOKINGS_OUTSIDE = 100;

/** The event type, or the host's bare availability, is not booked without an account. */
export interface GuestsNotAllowed {
  readonly kind: 'guests_not_allowed';
}

/** The guest has so many bookings already that are not over. */
export interface TooManyGuestBookings {
  readonly kind: 'too_many_guest_bookings';
  readonly limit: number;
}

/** Accounts of this role are not opened, by nobody or, with `invitation`, by nobody who was not invited. */
export interface RegistrationClosed {
  readonly kind: 'registration_closed';
  readonly mode: 'invitation' | 'closed';
}

/** The invitation is unknown, was used, has expired, or is for another role or address. */
export interface InvitationRefused {
  readonly kind: 'invitation_refused';
}

/** The refresh token is unknown, has expired, or was used before; in that case its whole login has ended. */
export interface RefreshTokenRefused {
  readonly kind: 'refresh_token_refused';
}

/** The account has no such API key. */
export interface ApiKeyNotFound {
  readonly kind: 'api_key_not_found';
}

/** The account has so many API keys already that are good. */
export interface TooManyApiKeys {
  readonly kind: 'too_many_api_keys';
  readonly limit: number;
}

/** There is no such organisation. */
export interface OrganisationNotFound {
  readonly kind: 'organisation_not_found';
}

/** The actor's account was erased. */
export interface AccountNotFound {
  readonly kind: 'account_not_found';
}
