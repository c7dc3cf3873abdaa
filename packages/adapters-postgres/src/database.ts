import type {
  BookedEventType,
  Booking,
  BookingEnding,
  BookingEventType,
  BookingStatus,
  DomainEvent,
  EventActor,
  EventTypeStatement,
  Instant,
  Role,
  ScheduleStatement,
  Scope,
  WaitlistStatus,
} from '@slotkeeper/domain';
import type { ColumnType, Generated } from 'kysely';

/** Written as text, read as epoch milliseconds. */
type Timestamptz = ColumnType<Instant, string, string>;

/** The tables as Kysely sees them; `migrations/` makes them. */
export interface Database {
  readonly organisation: OrganisationTable;
  readonly app_user: AppUserTable;
  readonly outside_identity: OutsideIdentityTable;
  readonly login: LoginTable;
  readonly login_token: LoginTokenTable;
  readonly api_key: ApiKeyTable;
  readonly invitation: InvitationTable;
  readonly calendar: CalendarTable;
  readonly availability: AvailabilityTable;
  readonly schedule: ScheduleTable;
  readonly time_off: TimeOffTable;
  readonly event_type: EventTypeTable;
  readonly event_type_revision: EventTypeTable;
  readonly waitlist_entry: WaitlistEntryTable;
  readonly booking: BookingTable;
  readonly claim: ClaimTable;
  readonly booking_history: BookingHistoryTable;
  readonly outbox: OutboxTable;
  readonly outbox_gap: OutboxGapTable;
  readonly event_consumer: EventConsumerTable;
  readonly event_position: EventPositionTable;
  readonly event_waiting: EventWaitingTable;
  readonly idempotency: IdempotencyTable;
}

export interface OrganisationTable {
  readonly id: string;
  readonly name: string;
  readonly created_at: Timestamptz;
}

export interface AppUserTable {
  readonly id: string;
  readonly email: string;
  readonly email_key: string;
  readonly name: string;
  readonly role: Role;
  readonly time_zone: string;
  /** Null: there is no password. */
  readonly password_hash: string | null;
  /** Null: the installation itself. */
  readonly organisation_id: string | null;
  readonly created_at: Timestamptz;
}

interface OutsideIdentityTable {
  readonly issuer: string;
  readonly subject: string;
  readonly user_id: string;
}

export interface LoginTable {
  readonly id: string;
  readonly user_id: string;
  readonly created_at: Timestamptz;
  readonly expires_at: Timestamptz;
}

interface LoginTokenTable {
  readonly digest: string;
  readonly login_id: string;
  readonly is_taken: boolean;
}

export interface ApiKeyTable {
  readonly id: string;
  readonly user_id: string;
  readonly digest: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: Timestamptz;
  readonly expires_at: Timestamptz | null;
  readonly last_used_at: Timestamptz | null;
  readonly revoked_at: Timestamptz | null;
}

interface InvitationTable {
  readonly id: string;
  readonly digest: string;
  readonly role: Role;
  readonly organisation_id: string | null;
  readonly email: string | null;
  readonly email_key: string | null;
  readonly created_at: Timestamptz;
  readonly expires_at: Timestamptz;
  readonly used_at: Timestamptz | null;
}

interface CalendarTable {
  readonly id: string;
  readonly owner_id: string;
  readonly role: Role;
  readonly organisation_id: string | null;
  readonly version: number;
}

export interface AvailabilityTable {
  readonly host_id: string;
  readonly id: string;
  readonly start_time: Timestamptz;
  readonly end_time: Timestamptz;
  readonly slot_duration_minutes: number;
  readonly revision: number;
  readonly created_at: Timestamptz;
  readonly updated_at: Timestamptz;
}

export interface ScheduleTable {
  readonly host_id: string;
  readonly id: string;
  readonly statement: ScheduleStatement;
  readonly is_default: boolean;
  readonly revision: number;
  readonly created_at: Timestamptz;
  readonly updated_at: Timestamptz;
}

/** Either two instants, or two dates and their zone. */
export interface TimeOffTable {
  readonly host_id: string;
  readonly id: string;
  readonly start_time: Timestamptz | null;
  readonly end_time: Timestamptz | null;
  /** `YYYY-MM-DD`. */
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly time_zone: string | null;
  readonly note: string;
  readonly created_at: Timestamptz;
}

export interface EventTypeTable {
  readonly host_id: string;
  readonly id: string;
  readonly statement: EventTypeStatement;
  readonly revision: number;
  readonly created_at: Timestamptz;
  readonly updated_at: Timestamptz;
}

export interface WaitlistEntryTable {
  readonly host_id: string;
  readonly id: string;
  readonly event_type_id: string | null;
  readonly booker_id: string;
  readonly start_time: Timestamptz;
  readonly end_time: Timestamptz;
  readonly attendees: number;
  readonly status: WaitlistStatus;
  readonly offer_id: string | null;
  readonly revision: number;
  readonly created_at: Timestamptz;
  readonly updated_at: Timestamptz;
}

export interface BookingTable {
  readonly host_id: string;
  readonly id: string;
  readonly booker_id: string;
  readonly start_time: Timestamptz;
  readonly end_time: Timestamptz;
  readonly status: BookingStatus;
  readonly attendees: number;
  readonly event_type_id: string | null;
  readonly event_type_revision: number | null;
  readonly session_id: string | null;
  readonly share_key: string | null;
  readonly deadline: Timestamptz | null;
  readonly waitlist_entry_id: string | null;
  readonly particulars: BookingParticulars | null;
  readonly revision: number;
  readonly created_at: Timestamptz;
  readonly updated_at: Timestamptz;
}

/** What belongs to a booking and is looked for by nobody, as the domain has it: instants are epoch milliseconds. */
export interface BookingParticulars extends Pick<
  Booking,
  'guest' | 'expiredFrom' | 'ending' | 'checkedInAt'
> {
  /** The terms that were agreed. */
  readonly agreed?: Omit<BookedEventType, 'id' | 'revision'> | undefined;
}

export interface ClaimTable {
  readonly calendar_id: string;
  readonly booking_id: string;
  readonly blocked_start: Timestamptz;
  readonly blocked_end: Timestamptz;
  readonly deadline: Timestamptz | null;
}

/** A claim that may be shared. The same table: its other rows have null in these columns. */
export interface SharedClaimTable extends ClaimTable {
  readonly share_key: string;
  readonly session_id: string;
  readonly event_type_id: string;
  readonly start_time: Timestamptz;
  readonly end_time: Timestamptz;
  readonly attendees: number;
}

export interface BookingHistoryTable {
  readonly host_id: string;
  readonly booking_id: string;
  readonly revision: number;
  readonly type: BookingEventType;
  readonly at: Timestamptz;
  /** Null where nobody did it, but time. */
  readonly actor_id: string | null;
  readonly actor_role: EventActor['role'];
  readonly status: BookingStatus;
  readonly start_time: Timestamptz;
  readonly end_time: Timestamptz;
  readonly overridden: readonly string[] | null;
  readonly ending: BookingEnding | null;
}

interface OutboxTable {
  readonly calendar_id: string;
  readonly version: number;
  readonly type: DomainEvent['type'];
  readonly at: Timestamptz;
  /** The event as the domain has it: instants are epoch milliseconds. */
  readonly payload: DomainEvent;
}

/** Versions of a calendar that no event tells of, both ends included. */
interface OutboxGapTable {
  readonly calendar_id: string;
  readonly first_version: number;
  readonly last_version: number;
}

interface EventConsumerTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Whether it is told of what happened before it was there. */
  readonly is_from_beginning: boolean;
  /** Up to which calendar it is noted that there may be something for it from before, and whether it is of all. */
  readonly filled_to: Generated<string>;
  readonly is_filled: boolean;
}

/** Up to which version a consumer has got the events of a calendar. */
interface EventPositionTable {
  readonly consumer_id: number;
  readonly calendar_id: string;
  readonly version: number;
}

/** That a consumer may not have got all events of a calendar: those after this version. */
interface EventWaitingTable {
  readonly consumer_id: number;
  readonly number: Generated<number>;
  readonly calendar_id: string;
  readonly after_version: number;
}

export interface IdempotencyTable {
  readonly caller_id: string;
  readonly key: string;
  readonly fingerprint: string;
  /** As text: JSON, or null for an answer that is undefined. */
  readonly answer: string | null;
  /** Whom the answer tells of, beside the caller; null where it is not known to tell of anybody. */
  readonly about: string | null;
  readonly created_at: Timestamptz;
}
