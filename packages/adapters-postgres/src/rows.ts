import type {
  Availability,
  Booking,
  BookingHistoryEntry,
  Claim,
  Schedule,
  TimeOff,
  TimeOffSpan,
} from '@slotkeeper/domain';
import type { Selectable } from 'kysely';
import type {
  AvailabilityTable,
  BookingHistoryTable,
  BookingTable,
  ClaimTable,
  ScheduleTable,
  TimeOffTable,
} from './database.js';

/** A row as it comes inside a JSON document: its times are ISO 8601 texts. */
export type InJson<Row> = {
  readonly [Column in keyof Row]: Column extends TimeColumn
    ? string | Extract<Row[Column], null>
    : Row[Column];
};

type TimeColumn = 'start_time' | 'end_time' | 'blocked_start' | 'blocked_end' | 'created_at' | 'updated_at';

export type AvailabilityRow = Selectable<AvailabilityTable>;
export type BookingRow = Selectable<BookingTable>;
export type ScheduleRow = Selectable<ScheduleTable>;
export type TimeOffRow = Selectable<TimeOffTable>;

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
  actor: { userId: row.actor_id, role: row.actor_role },
  status: row.status,
  startTime: row.start_time,
  endTime: row.end_time,
});

export const availabilityInJson = (row: InJson<AvailabilityRow>): Availability =>
  availabilityOf({ ...row, ...rangeInJson(row), ...stampsInJson(row) });

export const bookingInJson = (row: InJson<BookingRow>): Booking =>
  bookingOf({ ...row, ...rangeInJson(row), ...stampsInJson(row) });

export const scheduleInJson = (row: InJson<ScheduleRow>): Schedule =>
  scheduleOf({ ...row, ...stampsInJson(row) });

export const timeOffInJson = (row: InJson<TimeOffRow>): TimeOff =>
  timeOffOf({
    ...row,
    start_time: row.start_time === null ? null : Date.parse(row.start_time),
    end_time: row.end_time === null ? null : Date.parse(row.end_time),
    created_at: Date.parse(row.created_at),
  });

export const claimInJson = (row: InJson<Selectable<ClaimTable>>): Claim => ({
  calendarId: row.calendar_id,
  bookingId: row.booking_id,
  blocked: { start: Date.parse(row.blocked_start), end: Date.parse(row.blocked_end) },
});

const rangeInJson = (row: { readonly start_time: string; readonly end_time: string }) => ({
  start_time: Date.parse(row.start_time),
  end_time: Date.parse(row.end_time),
});

const stampsInJson = (row: { readonly created_at: string; readonly updated_at: string }) => ({
  created_at: Date.parse(row.created_at),
  updated_at: Date.parse(row.updated_at),
});
