import { BOOKING_STATUSES, blocksTime } from '@slotkeeper/domain';
import { countOf, fault, sound, type DatabaseCheck } from './check.js';

const BLOCKING = BOOKING_STATUSES.filter(blocksTime);

/**
 * Claims of one calendar that start before an earlier one ends, unless they share their time: those of one key that
 * overlap are one stretch. By windows over their order, so that it stays cheap on a calendar with a hundred thousand
 * claims.
 */
const overlappingClaims: DatabaseCheck = {
  check: 'overlapping-claims',
  look: async (session) => {
    const count = await countOf(
      session,
      `with keyed as (
         select calendar_id, booking_id, blocked_start, blocked_end,
           coalesce(md5(share_key::text)::uuid, booking_id) as key
         from claim
       ), marked as (
         select *, coalesce(blocked_start >= max(blocked_end) over (
           partition by calendar_id, key order by blocked_start, booking_id
           rows between unbounded preceding and 1 preceding), true) as begins
         from keyed
       ), numbered as (
         select *, count(*) filter (where begins) over (
           partition by calendar_id, key order by blocked_start, booking_id) as number
         from marked
       ), stretch as (
         select calendar_id, key, min(blocked_start) as stretch_start, max(blocked_end) as stretch_end
         from numbered group by calendar_id, key, number
       )
       select count(*) from (
         select stretch_start < max(stretch_end) over (
           partition by calendar_id order by stretch_start, key
           rows between unbounded preceding and 1 preceding) as is_overlapping
         from stretch) as ordered
       where is_overlapping`,
    );
    return count === 0
      ? sound('no two claims of a calendar overlap, but those that share their time')
      : fault(`${count} claims overlap an earlier one`);
  },
};

const bookingsWithoutClaim: DatabaseCheck = {
  check: 'bookings-without-claim',
  look: async (session) => {
    const count = await countOf(
      session,
      `select count(*) from booking where status = any($1) and not exists (
         select from claim where calendar_id = host_id and booking_id = id
           and blocked_start <= booking.start_time and booking.end_time <= blocked_end)`,
      [BLOCKING],
    );
    return count === 0
      ? sound('every booking that blocks time claims it')
      : fault(`${count} bookings claim no time`);
  },
};

const claimsWithoutBooking: DatabaseCheck = {
  check: 'claims-without-booking',
  look: async (session) => {
    const count = await countOf(
      session,
      `select count(*) from claim where not exists (
         select from booking where host_id = calendar_id and id = booking_id and status = any($1)
           and blocked_start <= booking.start_time and booking.end_time <= blocked_end)`,
      [BLOCKING],
    );
    return count === 0
      ? sound('every claim is of a booking that blocks time')
      : fault(`${count} claims are of no such booking`);
  },
};

/** Whether bookings and what they claim of a calendar agree. */
export const CLAIM_CHECKS: readonly DatabaseCheck[] = [
  overlappingClaims,
  bookingsWithoutClaim,
  claimsWithoutBooking,
];
