import { fault, sound, type DatabaseCheck } from './check.js';
import { noneOf } from './none-of.js';

/** Every index that the migrations make: a restore that went wrong halfway leaves some out. */
export const INDEXES = [
  'api_key_digest',
  'api_key_of_user',
  'api_key_pkey',
  'app_user_email_once',
  'app_user_hosts',
  'app_user_pkey',
  'availability_by_id',
  'availability_by_start',
  'availability_connected',
  'availability_pkey',
  'booking_by_booker',
  'booking_by_id',
  'booking_by_start',
  'booking_held',
  'booking_history_pkey',
  'booking_lapsing',
  'booking_pkey',
  'calendar_pkey',
  'claim_no_overlap',
  'claim_pkey',
  'claim_shared_within',
  'event_consumer_name',
  'event_consumer_pkey',
  'event_position_pkey',
  'event_type_by_id',
  'event_type_pkey',
  'event_type_revision_by_id',
  'event_type_revision_pkey',
  'event_waiting_pkey',
  'idempotency_about',
  'idempotency_age',
  'idempotency_once',
  'invitation_digest',
  'invitation_expiring',
  'invitation_pkey',
  'invitation_to_address',
  'login_expiring',
  'login_of_user',
  'login_pkey',
  'login_token_of_login',
  'login_token_pkey',
  'organisation_pkey',
  'outbox_gap_pkey',
  'outbox_pkey',
  'outside_identity_of_user',
  'outside_identity_once',
  'rate_window_by_expiry',
  'rate_window_pkey',
  'schedule_by_id',
  'schedule_one_default',
  'schedule_pkey',
  'slotkeeper_migration_lock_pkey',
  'slotkeeper_migration_pkey',
  'time_off_by_id',
  'time_off_pkey',
  'time_off_reach',
  'waitlist_entry_by_booker',
  'waitlist_entry_by_id',
  'waitlist_entry_by_start',
  'waitlist_entry_pkey',
  'waitlist_entry_waiting',
] as const;

const indexes: DatabaseCheck = {
  check: 'indexes',
  look: async (session) => {
    const { rows } = await session.query<{ name: string }>(
      'select unnest($1::text[]) as name except select relname from pg_class join pg_index on indexrelid = oid where indisvalid order by name',
      [INDEXES],
    );
    return rows.length === 0
      ? sound('all are there, and valid')
      : fault(`not there, or not valid: ${rows.map(({ name }) => name).join(', ')}`);
  },
};

/** Whether the database itself still keeps the rules that it was given. */
export const SCHEMA_CHECKS: readonly DatabaseCheck[] = [
  indexes,
  noneOf({
    check: 'constraints',
    sound: 'every constraint was checked against all that there is',
    fault: 'constraints were not checked against what was there before them',
    statement: `
      select conname::text from pg_constraint
      join pg_class on pg_class.oid = conrelid and relnamespace = current_schema()::regnamespace
      where not convalidated`,
  }),
];
