import type { User } from '@slotkeeper/domain';
import type { Selectable } from 'kysely';
import type { AppUserTable } from '../database.js';

export const USER_COLUMNS = [
  'id',
  'email',
  'name',
  'role',
  'organisation_id',
  'time_zone',
  'created_at',
] as const;

export type UserRow = Pick<Selectable<AppUserTable>, (typeof USER_COLUMNS)[number]>;

export const userOf = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  ...(row.organisation_id === null ? {} : { organisationId: row.organisation_id }),
  timeZone: row.time_zone,
  createdAt: row.created_at,
});
