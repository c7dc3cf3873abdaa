import type {
  Availability,
  Booking,
  BookingHistoryEntry,
  CalendarRecord,
  Claim,
  EventActor,
  EventType,
  Instant,
  Schedule,
  TimeOff,
  TimeOffSpan,
  WaitlistEntry,
} from '@slotkeeper/domain';
import { SYSTEM } from '@slotkeeper/domain';
import type { Selectable } from 'kysely';
import { instantInJson } from './connection/timestamptz.js';
import type {
  AvailabilityTable,
  BookingHistoryTable,
  BookingTable,
  ClaimTable,
  EventTypeTable,
  ScheduleTable,
  SharedClaimTable,
  TimeOffTable,
  WaitlistEntryTable,
} from './database.js';

/** A row as it comes inside a JSON document: its times are ISO 8601 texts. */
export type InJson<Row> = {
  readonly [Column in keyof Row]: Column extends TimeColumn
    ? string | Extract<Row[Column], null>
    : Row[Column];
};

type TimeColumn =
  'start_time' | 'end_time' | 'blocked_start' | 'blocked_end' | 'deadline' | 'created_at' | 'updated_at';

export type AvailabilityRow = Selectable<AvailabilityTable>;
export type BookingRow = Selectable<BookingTable>;
export type ScheduleRow = Selectable<ScheduleTable>;
export type TimeOffRow = Selectable<TimeOffTable>;
export type EventTypeRow = Selectable<EventTypeTable>;
export type WaitlistEntryRow = Selectable<WaitlistEntryTable>;
export type ClaimRow = Selectable<ClaimTable>;
export type SharedClaimRow = Selectable<SharedClaimTable>;

/** As a statement selects it under the names of {@link CalendarRecord}, null in the place of what is left out. */
export type CalendarRow = Omit<CalendarRecord, 'organisationId'> & { readonly organisationId: string | null };

export const calendarOfRow = ({ organisationId, ...calendar }: CalendarRow): CalendarRecord => ({
  ...calendar,
  ...(organisationId === null ? {} : { organisationId }),
});

export const availabilityOf = (row: AvailabilityRow): Availability => ({
  id: row.id,
  hostId: row.host_id,
  startTime: row.start_time,
  endTime: row.end_time,
  slotDuration: row.slot_duration_minutes,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const bookingOf = (row: BookingRow): Booking => ({
  id: row.id,
  hostId: row.host_id,
  bookerId: row.booker_id,
  startTime: row.start_time,
  endTime: row.end_time,
  status: row.status,
  ...bookedEventTypeOf(row),
  attendees: row.attendees,
  ...sessionOf(row),
  ...(row.deadline === null ? {} : { deadline: row.deadline }),
  ...(row.waitlist_entry_id === null ? {} : { waitlistEntryId: row.waitlist_entry_id }),
  ...unqueriedOf(row),
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const bookedEventTypeOf = (row: BookingRow): Pick<Booking, 'eventType'> => {
  const { event_type_id: id, event_type_revision: revision, particulars } = row;
  if (id === null) return {};
  if (revision === null || particulars?.agreed === undefined)
    throw new RangeError(`booking ${row.id} was made on terms that are not there`);
  return { eventType: { id, revision, ...particulars.agreed } };
};

const sessionOf = ({ session_id: id, share_key: shareKey }: BookingRow): Pick<Booking, 'session'> =>
  id === null || shareKey === null ? {} : { session: { id, shareKey } };

const unqueriedOf = ({
  particulars,
}: BookingRow): Pick<Booking, 'guest' | 'expiredFrom' | 'ending' | 'checkedInAt'> => {
  if (particulars === null) return {};
  const { agreed: _, ...unqueried } = particulars;
  return unqueried;
};

export const eventTypeOf = (row: EventTypeRow): EventType => ({
  ...row.statement,
  id: row.id,
  hostId: row.host_id,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const waitlistEntryOf = (row: WaitlistEntryRow): WaitlistEntry => ({
  id: row.id,
  hostId: row.host_id,
  ...(row.event_type_id === null ? {} : { eventTypeId: row.event_type_id }),
  bookerId: row.booker_id,
  startTime: row.start_time,
  endTime: row.end_time,
  attendees: row.attendees,
  status: row.status,
  ...(row.offer_id === null ? {} : { offerId: row.offer_id }),
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const scheduleOf = (row: ScheduleRow): Schedule => ({
  ...row.statement,
  id: row.id,
  hostId: row.host_id,
  isDefault: row.is_default,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const timeOffOf = (row: TimeOffRow): TimeOff => ({
  id: row.id,
  hostId: row.host_id,
  span: spanOf(row),
  note: row.note,
  createdAt: row.created_at,
});

const spanOf = (row: TimeOffRow): TimeOffSpan => {
  const { start_time: startTime, end_time: endTime } = row;
  if (startTime !== null && endTime !== null) return { startTime, endTime };
  const { start_date: startDate, end_date: endDate, time_zone: timeZone } = row;
  if (startDate !== null && endDate !== null && timeZone !== null) return { startDate, endDate, timeZone };
  throw new RangeError(`time off ${row.id} has neither instants nor dates`);
};

export const historyEntryOfRow = (row: Selectable<BookingHistoryTable>): BookingHistoryEntry => ({
  bookingId: row.booking_id,
  revision: row.revision,
  type: row.type,
  at: row.at,
  actor: actorOf(row),
  status: row.status,
  startTime: row.start_time,
  endTime: row.end_time,
  ...(row.overridden === null ? {} : { overridden: row.overridden }),
  ...(row.ending === null ? {} : { ending: row.ending }),
});

const actorOf = ({
  actor_id: userId,
  actor_role: role,
}: Pick<BookingHistoryTable, 'actor_id' | 'actor_role'>): EventActor => {
  if (role === 'SYSTEM') return SYSTEM;
  if (userId === null) throw new RangeError(`history tells of a ${role} without an id`);
  return { userId, role };
};

export const availabilityInJson = (row: InJson<AvailabilityRow>): Availability =>
  availabilityOf({ ...row, ...rangeInJson(row), ...stampsInJson(row) });

export const bookingInJson = (row: InJson<BookingRow>): Booking =>
  bookingOf({ ...row, ...rangeInJson(row), ...stampsInJson(row), deadline: deadlineInJson(row) });

export const eventTypeInJson = (row: InJson<EventTypeRow>): EventType =>
  eventTypeOf({ ...row, ...stampsInJson(row) });

export const waitlistEntryInJson = (row: InJson<WaitlistEntryRow>): WaitlistEntry =>
  waitlistEntryOf({ ...row, ...rangeInJson(row), ...stampsInJson(row) });

export const scheduleInJson = (row: InJson<ScheduleRow>): Schedule =>
  scheduleOf({ ...row, ...stampsInJson(row) });

export const timeOffInJson = (row: InJson<TimeOffRow>): TimeOff =>
  timeOffOf({
    ...row,
    start_time: row.start_time === null ? null : instantInJson(row.start_time),
    end_time: row.end_time === null ? null : instantInJson(row.end_time),
    created_at: instantInJson(row.created_at),
  });

export const claimInJson = (row: InJson<ClaimRow>): Claim => {
  const deadline = deadlineInJson(row);
  return {
    calendarId: row.calendar_id,
    bookingId: row.booking_id,
    blocked: { start: instantInJson(row.blocked_start), end: instantInJson(row.blocked_end) },
    ...(deadline === null ? {} : { deadline }),
  };
};

export const sharedClaimInJson = (row: InJson<SharedClaimRow>): Claim => ({
  ...claimInJson(row),
  shared: {
    shareKey: row.share_key,
    sessionId: row.session_id,
    eventTypeId: row.event_type_id,
    startTime: instantInJson(row.start_time),
    endTime: instantInJson(row.end_time),
    attendees: row.attendees,
  },
});

const deadlineInJson = ({ deadline }: { readonly deadline: string | null }): Instant | null =>
  deadline === null ? null : instantInJson(deadline);

const rangeInJson = (row: { readonly start_time: string; readonly end_time: string }) => ({
  start_time: instantInJson(row.start_time),
  end_time: instantInJson(row.end_time),
});

const stampsInJson = (row: { readonly created_at: string; readonly updated_at: string }) => ({
  created_at: instantInJson(row.created_at),
  updated_at: instantInJson(row.updated_at),
});
