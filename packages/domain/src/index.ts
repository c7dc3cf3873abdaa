export { err, ok, type Err, type Ok, type Result } from './result.js';
export { invalidInput, type FieldError, type InvalidInput } from './invalid-input.js';

export {
  assertInstant,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  isInstant,
  MAX_INSTANT,
  MIN_INSTANT,
  MINUTE_MS,
  parseInstant,
  SECOND_MS,
  truncateToSecond,
  type Instant,
  type InvalidInstant,
} from './time/instant.js';
export { Interval, type AllenRelation } from './time/interval.js';
export { IntervalSet } from './time/interval-set.js';
export {
  dateOfLocalTime,
  formatLocalDate,
  MAX_LOCAL_DATE,
  midnightOf,
  MIN_LOCAL_DATE,
  parseLocalDate,
  weekdayOf,
  WEEKDAYS,
  type InvalidLocalDate,
  type LocalDate,
  type Weekday,
} from './time/local-date.js';
export {
  formatTimeOfDay,
  MINUTES_PER_DAY,
  parseTimeOfDay,
  type InvalidTimeOfDay,
  type TimeOfDay,
} from './time/time-of-day.js';
export { ZoneTable, type LocalTime, type ZoneTransitions } from './time/zone-table.js';
export { loadZoneTables, zoneTablesOf, type PackedZones, type ZoneTables } from './time/zone-tables.js';

export {
  emailKey,
  ROLES,
  type Actor,
  type HostProfile,
  type Role,
  type User,
  type UserId,
} from './identity/user.js';
export {
  mayBook,
  maySeeBooking,
  mayStateAvailability,
  type BookingParties,
} from './identity/authorization.js';

export {
  checkAvailability,
  MAX_AVAILABILITY_DAYS,
  MAX_SLOT_DURATION_MINUTES,
  type Availability,
  type AvailabilityId,
  type AvailabilityStatement,
} from './availability/availability.js';
export {
  datesOfRule,
  MAX_COUNT,
  MAX_INTERVAL,
  MAX_RULE_LENGTH,
  parseRecurrenceRule,
  type Frequency,
  type InvalidRecurrenceRule,
  type RecurrenceRule,
  type WeekdayOrdinal,
} from './availability/recurrence-rule.js';
export { windowsOf, type WindowGroup } from './availability/windows.js';

export { BusyTimeline } from './slots/busy-timeline.js';
export type { Slot } from './slots/slot.js';
export { sweepSlots, type SlotQuery } from './slots/sweep-slots.js';

export {
  bookedRange,
  calendarsOf,
  claimsOf,
  type Booking,
  type BookingEventType,
  type BookingHistoryEntry,
  type BookingId,
  type CalendarId,
  type Claim,
} from './booking/booking.js';
export {
  blocksTime,
  BOOKING_STATUSES,
  mayBecome,
  TRANSITIONS,
  type BookingStatus,
} from './booking/booking-status.js';
export { situationOf, type CalendarState } from './booking/calendar-state.js';
export { explain, isBookable, judge, listBookable, POLICIES } from './booking/evaluator.js';
export type { Policy } from './booking/policies/policy.js';
export type { PolicyRefusal } from './booking/refusal.js';
export type { Situation } from './booking/situation.js';

export type { Clock } from './ports/clock.js';
export { ConcurrencyConflict } from './ports/concurrency-conflict.js';
export {
  historyEntryOf,
  isBookingEvent,
  type AvailabilityEvent,
  type BookingEvent,
  type DomainEvent,
  type OutboxEntry,
} from './ports/domain-event.js';
export type { IdSource } from './ports/id-source.js';
export type { PasswordHasher } from './ports/password-hasher.js';
export {
  MAX_PAGE_LIMIT,
  type AvailabilityFilter,
  type BookingFilter,
  type Page,
  type PagePosition,
  type PageRequest,
  type Queries,
} from './ports/queries.js';
export type { Store } from './ports/store.js';
export { StoreUnavailable } from './ports/store-unavailable.js';
export type {
  Changes,
  Decided,
  Decision,
  DecisionRequest,
  IdempotencyKey,
  KeyReused,
  Locked,
  Reading,
  UnitOfWork,
} from './ports/unit-of-work.js';
export type { Credentials, EmailTaken, HostPage, Users } from './ports/users.js';
export { byStartAndId, WorkingSet, type CalendarRecord } from './ports/working-set.js';

export { book, type Book, type BookRefusal } from './use-cases/book.js';
export { cancelBooking, type CancelBooking } from './use-cases/cancel-booking.js';
export {
  changeAvailability,
  type AvailabilityChanged,
  type ChangeAvailability,
} from './use-cases/change-availability.js';
export { MAX_BOOKING_DAYS } from './use-cases/check-wanted-range.js';
export type { AvailabilityTarget } from './use-cases/decide-on-availability.js';
export type { Dependencies } from './use-cases/dependencies.js';
export { listAvailability, type ListAvailability } from './use-cases/list-availability.js';
export { listBookings, type ListBookings } from './use-cases/list-bookings.js';
export { listSlots, MAX_SLOT_RANGE_DAYS, type ListSlots, type SlotPage } from './use-cases/list-slots.js';
export { logIn } from './use-cases/log-in.js';
export {
  MAX_BOOKINGS_OUTSIDE,
  type AvailabilityNotFound,
  type BookingNotFound,
  type BookingRefusal,
  type BookingsOutside,
  type DurationAmbiguous,
  type Forbidden,
  type HostNotFound,
  type IllegalTransition,
  type InvalidCredentials,
  type Refusal,
  type RevisionStale,
} from './use-cases/refusal.js';
export { registerUser, type RegisterUser } from './use-cases/register-user.js';
export {
  rescheduleBooking,
  type RescheduleBooking,
  type RescheduleRefusal,
} from './use-cases/reschedule-booking.js';
export { showAvailability } from './use-cases/show-availability.js';
export { showBooking, showBookingHistory, type ShowBooking } from './use-cases/show-booking.js';
export { showHost } from './use-cases/show-host.js';
export { stateAvailability, type StateAvailability } from './use-cases/state-availability.js';
export { withdrawAvailability, type AvailabilityWithdrawn } from './use-cases/withdraw-availability.js';
