import { formatInstant, MAX_INSTANT, MIN_INSTANT } from '@slotkeeper/domain';
import type { DatabaseCheck } from './check.js';
import { noneOf } from './none-of.js';

/** Whether what belongs together is there together, which no foreign key says: each would lock a row for every booking. */
export const REFERENCE_CHECKS: readonly DatabaseCheck[] = [
  noneOf({
    check: 'bookings-without-calendar',
    sound: 'every booking is of a host and a booker who have calendars',
    fault: 'bookings are of a host or a booker without a calendar',
    statement: `
      select id::text from booking
      where not exists (select from calendar where calendar.id = host_id)
        or not exists (select from calendar where calendar.id = booker_id)`,
  }),
  noneOf({
    check: 'bookings-without-terms',
    sound: 'the terms of every booking are there',
    fault: 'bookings were made on terms that are not there',
    statement: `
      select id::text from booking where event_type_id is not null and not exists (
        select from event_type_revision as terms
        where terms.host_id = booking.host_id and terms.id = event_type_id and terms.revision = event_type_revision)`,
  }),
  noneOf({
    check: 'claims-as-booked',
    sound: 'every claim is what its booking blocks, once',
    fault: 'claims differ from what their booking blocks',
    // A buffer reaches as far as there is time.
    statement: `
      select claim.booking_id::text from claim
      join booking on booking.host_id = claim.calendar_id and booking.id = claim.booking_id
      cross join lateral (
        select
          coalesce((particulars #>> '{agreed,bufferBeforeMinutes}')::integer, 0) as minutes_before,
          coalesce((particulars #>> '{agreed,bufferAfterMinutes}')::integer, 0) as minutes_after
      ) as buffer
      where blocked_start <> greatest(booking.start_time - minutes_before * interval '1 minute', $1::timestamptz)
        or blocked_end <> least(booking.end_time + minutes_after * interval '1 minute', $2::timestamptz)
        or claim.deadline is distinct from booking.deadline
        or claim.share_key is distinct from booking.share_key
        or claim.session_id is distinct from booking.session_id
        or (claim.share_key is not null and (claim.event_type_id, claim.start_time, claim.end_time, claim.attendees)
          is distinct from (booking.event_type_id, booking.start_time, booking.end_time, booking.attendees))
      union all
      select booking_id::text from claim group by calendar_id, booking_id having count(*) > 1`,
    values: [formatInstant(MIN_INSTANT), formatInstant(MAX_INSTANT)],
  }),
  noneOf({
    check: 'accounts-without-calendar',
    sound: 'every account has its calendar',
    fault: 'accounts have no calendar of their role and organisation',
    statement: `
      select id::text from app_user where not exists (
        select from calendar
        where calendar.id = app_user.id and owner_id = app_user.id and calendar.role = app_user.role
          and calendar.organisation_id is not distinct from app_user.organisation_id)`,
  }),
  noneOf({
    check: 'offers-without-booking',
    sound: 'every offer to a waitlist is a booking',
    fault: 'entries of waitlists were offered a booking that is not there',
    statement: `
      select id::text from waitlist_entry as entry where status = 'offered' and not exists (
        select from booking
        where booking.host_id = entry.host_id and booking.id = offer_id and waitlist_entry_id = entry.id)`,
  }),
];
