import type { DatabaseCheck } from './check.js';
import { noneOf } from './none-of.js';

/** Whether the history of bookings is whole, and ends with what they are. */
export const HISTORY_CHECKS: readonly DatabaseCheck[] = [
  noneOf({
    check: 'history-without-booking',
    sound: 'every line of history is of a booking',
    fault: 'lines of history are of no booking',
    statement: `
      select booking_id || ' revision ' || revision from booking_history where not exists (
        select from booking where booking.host_id = booking_history.host_id and id = booking_id)`,
  }),
  noneOf({
    check: 'history-gaps',
    sound: 'every revision of every booking has its line of history',
    fault: 'bookings lack lines of history, or have too many',
    // Revisions of a booking are counted from 1 and unique: as many as the last says are all of them.
    statement: `
      select booking.id::text from booking left join (
        select host_id, booking_id, count(*) as lines, max(revision) as last from booking_history
        group by host_id, booking_id
      ) as history on history.host_id = booking.host_id and booking_id = booking.id
      where lines is distinct from booking.revision or last is distinct from booking.revision`,
  }),
  noneOf({
    check: 'history-against-state',
    sound: 'the last line of every history is what the booking is',
    fault: 'bookings are not what their last line of history says',
    statement: `
      select booking.id::text from booking join booking_history as line
        on line.host_id = booking.host_id and booking_id = booking.id and line.revision = booking.revision
      where line.status <> booking.status or line.start_time <> booking.start_time
        or line.end_time <> booking.end_time
        or line.ending::jsonb is distinct from particulars::jsonb -> 'ending'`,
  }),
];
