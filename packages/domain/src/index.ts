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
export { formatLocal } from './time/format-local.js';
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
export { ACCESS_TABLE, type AccessRule, type Action, type Standing } from './identity/access-table.js';
export {
  checkApiKey,
  isGood,
  MAX_API_KEYS_PER_USER,
  type ApiKey,
  type ApiKeyId,
} from './identity/api-key.js';
export { denialOf, may, type AccessDenial, type Caller, type Subject } from './identity/authorization.js';
export { checkPassword, PASSWORD_LENGTH, type PasswordBlocklist } from './identity/check-password.js';
export {
  checkPerson,
  checkPersonName,
  EMAIL_LENGTH,
  EMAIL_PATTERN,
  NAME_LENGTH,
  NAME_PATTERN,
} from './identity/check-person.js';
export {
  OPEN_REGISTRATION,
  REGISTRATION_MODES,
  type Invitation,
  type RegistrationMode,
  type RegistrationRules,
} from './identity/invitation.js';
export { DEFAULT_LOGIN_BOUNDS, type Login, type LoginBounds, type LoginId } from './identity/login.js';
export type { Organisation, OrganisationId } from './identity/organisation.js';
export { SCOPES, type Scope } from './identity/scope.js';

export {
  checkAvailability,
  MAX_AVAILABILITY_DAYS,
  MAX_SLOT_DURATION_MINUTES,
  type Availability,
  type AvailabilityId,
  type AvailabilityStatement,
} from './availability/availability.js';
export {
  openWindows,
  scheduleReach,
  type Grid,
  type OpeningSources,
  type OpenWindows,
} from './availability/open-windows.js';
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
export { resolveSchedule, type ScheduleHours } from './availability/resolve-schedule.js';
export {
  checkSchedule,
  MAX_OVERRIDES,
  MAX_RECURRENCE_DATES,
  MAX_RECURRING_HOURS,
  MAX_SCHEDULES_PER_HOST,
  MAX_WEEKLY_HOURS,
  MAX_WINDOWS_PER_DATE,
  OVERRIDE_KINDS,
  type ClockWindow,
  type OverrideKind,
  type RecurringHours,
  type Schedule,
  type ScheduleId,
  type ScheduleOverride,
  type ScheduleStatement,
  type WeeklyHours,
} from './availability/schedule.js';
export {
  checkTimeOff,
  isDateSpan,
  MAX_NOTE_LENGTH,
  MAX_TIME_OFF_DAYS,
  timeOffInterval,
  type DateSpan,
  type InstantSpan,
  type TimeOff,
  type TimeOffId,
  type TimeOffSpan,
} from './availability/time-off.js';
export {
  windowsOf,
  windowsOfOffer,
  type Intent,
  type Offer,
  type WindowGroup,
} from './availability/windows.js';

export { BusyTimeline } from './slots/busy-timeline.js';
export { slotsOf, writeSlots, type SlotSeries, type WrittenSlot } from './slots/slot-series.js';
export type { Slot } from './slots/slot.js';
export { sweepSlots, type SlotJudge, type SlotQuery } from './slots/sweep-slots.js';

export {
  blockedRange,
  bookedRange,
  BOOKING_EVENT_TYPES,
  calendarsOf,
  claimsOf,
  hasLapsed,
  isLive,
  MAX_ATTENDEES,
  MAX_ENDING_NOTE_LENGTH,
  MAX_REASON_LENGTH,
  statusAt,
  SYSTEM,
  type BookedEventType,
  type BookedSession,
  type Booking,
  type BookingEnding,
  type BookingEventType,
  type BookingHistoryEntry,
  type BookingId,
  type CalendarId,
  type Claim,
  type EventActor,
  type SharedClaim,
  type SystemActor,
} from './booking/booking.js';
export {
  blocksTime,
  BOOKING_STATUSES,
  mayBecome,
  TRANSITIONS,
  type BookingStatus,
} from './booking/booking-status.js';
export {
  isBookerScope,
  isShared,
  LIMIT_PERIODS,
  LIMIT_SCOPES,
  PLAIN_TERMS,
  watchesBooker,
  type BookingHorizon,
  type BookingLimit,
  type BookingTerms,
  type LimitPeriod,
  type LimitScope,
} from './booking/booking-terms.js';
export {
  blockedStretch,
  countedStretch,
  situationOf,
  type CalendarState,
  type Viewpoint,
} from './booking/calendar-state.js';
export {
  DEFAULT_EVALUATOR,
  evaluatorOf,
  overridableOf,
  POLICIES,
  type Evaluator,
  type Judgement,
} from './booking/evaluator.js';
export {
  checkEventType,
  MAX_BUFFER_MINUTES,
  MAX_CONCURRENT,
  MAX_DURATIONS,
  MAX_EVENT_TYPE_NAME_LENGTH,
  MAX_EVENT_TYPES_PER_HOST,
  MAX_HORIZON_DAYS,
  MAX_LIMIT_BOOKINGS,
  MAX_LIMIT_MINUTES,
  MAX_NOTICE_MINUTES,
  MAX_SEATS,
  termsOf,
  type EventType,
  type EventTypeId,
  type EventTypeStatement,
  type StatedHorizon,
} from './booking/event-type.js';
export {
  DEFAULT_GUEST_BOUNDS,
  type BookedGuest,
  type GuestBounds,
  type GuestParty,
} from './booking/guest.js';
export { DEFAULT_HOLD_BOUNDS, type HoldBounds } from './booking/hold-bounds.js';
export { listingHoldsBefore, type ListingValidity } from './booking/listing-validity.js';
export { LocalCalendar } from './booking/local-calendar.js';
export { openDatesOf } from './booking/open-dates.js';
export { PeriodCounts, type PeriodCount } from './booking/period-counts.js';
export { customPolicy } from './booking/policies/custom-policy.js';
export type { Obstacle, Policy, PolicyName } from './booking/policies/policy.js';
export {
  isPolicyRefusal,
  type CustomRefusal,
  type Figures,
  type LimitRefusal,
  type LimitRefusalKind,
  type PolicyRefusal,
} from './booking/refusal.js';
export { Sessions, type Session } from './booking/sessions.js';
export type { OpenDates, Situation } from './booking/situation.js';
export { stateAfter } from './booking/state-after.js';
export {
  byWaitingOrder,
  MAX_WAITING_PER_BOOKER,
  MAX_WAITING_PER_HOST,
  WAITLIST_STATUSES,
  type WaitlistEntry,
  type WaitlistEntryId,
  type WaitlistStatus,
} from './booking/waitlist.js';

export type { AccessTokens, IssuedToken } from './ports/access-tokens.js';
export type { ApiKeyAddition, ApiKeys, ApiKeysAtLimit } from './ports/api-keys.js';
export type { Clock } from './ports/clock.js';
export { ConcurrencyConflict } from './ports/concurrency-conflict.js';
export {
  historyEntryOf,
  isBookingEvent,
  type AvailabilityEvent,
  type BookingEvent,
  type DomainEvent,
  type EventTypeEvent,
  type OutboxEntry,
  type ScheduleEvent,
  type TimeOffEvent,
  type WaitlistEvent,
} from './ports/domain-event.js';
export { frozenCopy } from './ports/frozen-copy.js';
export type { IdSource } from './ports/id-source.js';
export type { Invitations } from './ports/invitations.js';
export {
  ANONYMOUS_CALLER,
  type AnswerToKeep,
  type KeptAnswer,
  type KeptAnswers,
  type KeyTaken,
} from './ports/kept-answers.js';
export type { LoginBeginning, LoginRenewal, Logins, ProofOutdated, TokenRefused } from './ports/logins.js';
export type { Organisations } from './ports/organisations.js';
export {
  isConsumerName,
  MAX_DELIVERY_LIMIT,
  type Consumer,
  type ConsumerName,
  type ConsumerStart,
  type Deliver,
  type Delivered,
  type DeliveryBounds,
  type DeliveryFailure,
  type Outbox,
} from './ports/outbox.js';
export type { PasswordHasher } from './ports/password-hasher.js';
export {
  MAX_PAGE_LIMIT,
  type AvailabilityFilter,
  type BookingFilter,
  type Page,
  type PagePosition,
  type PageRequest,
  type Queries,
  type WaitlistFilter,
} from './ports/queries.js';
export type { Secrets } from './ports/secrets.js';
export type { Store } from './ports/store.js';
export { storesByOrganisation, type TenantPorts } from './ports/store-of-organisation.js';
export { StoreUnavailable } from './ports/store-unavailable.js';
export type { PruneBounds, Pruned, Upkeep } from './ports/upkeep.js';
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
export type {
  AccountOpening,
  Credentials,
  EmailTaken,
  HostPage,
  IdentityTaken,
  InvitationSpent,
  Membership,
  OutsideIdentity,
  PasswordChange,
  UserChange,
  Users,
  UserUnknown,
} from './ports/users.js';
export { byStartAndId, WorkingSet, type CalendarRecord, type CalendarValues } from './ports/working-set.js';

export {
  approveBooking,
  confirmHold,
  type ApproveBooking,
  type ConfirmRefusal,
} from './use-cases/confirm-booking.js';
export {
  book,
  hold,
  type Hold,
  type HoldRefusal,
  type PlaceBooking,
  type GuestRefusal,
  type PlaceRefusal,
} from './use-cases/place-booking.js';
export {
  cancelBooking,
  declineBooking,
  releaseHold,
  type EndBooking,
  type EndRefusal,
} from './use-cases/end-booking.js';
export type { BookingCommand } from './use-cases/decide-on-booking.js';
export { explainSlot, type ExplainSlot, type SlotExplanation } from './use-cases/explain-slot.js';
export { extendHold, type ExtendHold } from './use-cases/extend-hold.js';
export {
  MAX_REFUSED_BOOKINGS,
  PREVIEW_DAYS,
  previewEventType,
  type EventTypePreview,
  type PreviewEventType,
  type RefusedBooking,
} from './use-cases/preview-event-type.js';
export {
  checkIn,
  completeBooking,
  markNoShow,
  undoNoShow,
  type AttendanceRefusal,
  type RecordAttendance,
} from './use-cases/record-attendance.js';
export { listEventTypes, showEventType } from './use-cases/show-event-types.js';
export {
  changeEventType,
  stateEventType,
  withdrawEventType,
  type ChangeEventType,
  type EventTypeChange,
  type EventTypeTarget,
  type StateEventType,
} from './use-cases/state-event-type.js';
export {
  DEFAULT_RELAY_LIMIT,
  relayOutbox,
  type RelayDependencies,
  type RelayOptions,
} from './use-cases/relay-outbox.js';
export { sweepLapsed } from './use-cases/sweep-lapsed.js';
export {
  joinWaitlist,
  leaveWaitlist,
  listWaitlist,
  showWaitlistEntry,
  type JoinRefusal,
  type JoinWaitlist,
  type ListWaitlist,
  type WaitlistCommand,
} from './use-cases/wait-for-time.js';
export type { BookingTarget, WantedTime } from './use-cases/wanted-time.js';
export {
  changeAvailability,
  type AvailabilityChanged,
  type ChangeAvailability,
} from './use-cases/change-availability.js';
export { MAX_BOOKING_DAYS } from './use-cases/check-wanted-range.js';
export type { AvailabilityTarget } from './use-cases/decide-on-availability.js';
export type { AccountDependencies, Dependencies, TimeDependencies } from './use-cases/dependencies.js';
export { listAvailability, type ListAvailability } from './use-cases/list-availability.js';
export { listBookings, type ListBookings } from './use-cases/list-bookings.js';
export { changeSchedule, type ChangeSchedule, type ScheduleChanged } from './use-cases/change-schedule.js';
export { countSlotsByDate, type CountSlotsByDate, type DateCount } from './use-cases/count-slots-by-date.js';
export type { ScheduleRefusal, ScheduleTarget } from './use-cases/decide-on-schedule.js';
export { listFreeWindows, type ListFreeWindows, type WindowPage } from './use-cases/list-free-windows.js';
export {
  listSlots,
  listSlotSeries,
  type ListedSlot,
  type Listing,
  type ListSlots,
  type SlotPage,
  type SlotSeriesPage,
} from './use-cases/list-slots.js';
export {
  MAX_PREVIEW_SLOTS,
  previewAvailability,
  previewSchedule,
  type AvailabilityChange,
  type IntentPreview,
  type PreviewAvailability,
  type PreviewRange,
  type PreviewSchedule,
  type SlotList,
} from './use-cases/preview-intent.js';
export { listSchedules, showSchedule } from './use-cases/show-schedules.js';
export { MAX_SLOT_RANGE_DAYS, type SlotRange } from './use-cases/slot-range.js';
export { stateSchedule, type StateSchedule } from './use-cases/state-schedule.js';
export { stateTimeOff, type StateTimeOff, type TimeOffStated } from './use-cases/state-time-off.js';
export { withdrawSchedule, type ScheduleWithdrawn } from './use-cases/withdraw-schedule.js';
export { listTimeOff, withdrawTimeOff, type ListTimeOff } from './use-cases/withdraw-time-off.js';
export {
  logIn,
  logOut,
  logOutEverywhere,
  refreshLogin,
  type LoggedIn,
  type LogIn,
  type RefreshLogin,
} from './use-cases/log-in.js';
export { addOrganisation, invite, MAX_INVITATION_DAYS, type Invite } from './use-cases/invite.js';
export {
  API_KEY_PREFIX,
  callerOfApiKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type CreateApiKey,
  type CreatedApiKey,
} from './use-cases/api-keys.js';
export {
  changeAccount,
  changePassword,
  eraseAccount,
  showAccount,
  type ChangeAccount,
  type ChangePassword,
} from './use-cases/change-account.js';
export { exportAccount, type AccountExport } from './use-cases/export-account.js';
export {
  arrivingGuest,
  callerOfGuestToken,
  guestIds,
  guestToken,
  GUEST_TOKEN_PREFIX,
  replayedGuestSecret,
  type ArrivingGuest,
} from './use-cases/guest-access.js';
export {
  BOOKING_ACTIONS,
  MAX_BOOKINGS_OUTSIDE,
  type AvailabilityNotFound,
  type BookerNotFound,
  type BookingAction,
  type BookingNotFound,
  type BookingRefusal,
  type BookingsOutside,
  type CutoffPassed,
  type DurationAmbiguous,
  type EventTypeNotFound,
  type AccountNotFound,
  type ApiKeyNotFound,
  type Forbidden,
  type GuestsNotAllowed,
  type HoldAtLimit,
  type HoldExpired,
  type HostNotFound,
  type IllegalTransition,
  type InvalidCredentials,
  type Refusal,
  type RevisionStale,
  type ScheduleInUse,
  type ScheduleIsDefault,
  type ScheduleNotFound,
  type SlotAvailable,
  type TimeOffNotFound,
  type TooEarly,
  type TooManyHolds,
  type WaitlistEntryNotFound,
  type WaitlistFull,
  type InvitationRefused,
  type OrganisationNotFound,
  type RefreshTokenRefused,
  type RegistrationClosed,
  type TooManyApiKeys,
  type TooManyGuestBookings,
  type WaitlistOffered,
} from './use-cases/refusal.js';
export { recogniseIdentity, type OutsidePerson } from './use-cases/recognise-identity.js';
export { registerUser, type RegisterRefusal, type RegisterUser } from './use-cases/register-user.js';
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

export { answerRules, MAX_RULES_DAYS } from './rules/answer-rules.js';
export type {
  RulesAnswer,
  RulesAsker,
  RulesAttempt,
  RulesBooking,
  RulesDates,
  RulesDocument,
  RulesEventType,
  RulesQuery,
  RulesRange,
  RulesRefusal,
  RulesSchedule,
  RulesSlots,
  RulesVerdict,
} from './rules/rules-document.js';
