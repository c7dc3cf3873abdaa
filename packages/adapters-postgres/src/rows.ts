import type { Availability, Booking, BookingHistoryEntry, Claim } from '@slotkeeper/domain';
import type { Selectable } from 'kysely';
import type { AvailabilityTable, BookingHistoryTable, BookingTable, ClaimTable } from './database.js';

/** A row as it comes inside a JSON document: its times are ISO 8601 texts. */
export type InJson<Row> = {
  readonly [Column in keyof Row]: Column extends TimeColumn ? string : Row[Column];
};

type TimeColumn = 'start_time' | 'end_time' | 'blocked_start' | 'blocked_end' | 'created_at' | 'updated_at';

export type AvailabilityRow = Selectable<AvailabilityTable>;
export type BookingRow = Selectable<BookingTable>;

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
