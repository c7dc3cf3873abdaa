import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import {
  claimsOf,
  formatInstant,
  ok,
  type Booking,
  type CalendarState,
  type Clock,
  type DecisionRequest,
  type Locked,
  type Store,
  type UnitOfWork,
} from '@slotkeeper/domain';
import pg from 'pg';

/** A store whose bookings are checked and then inserted, without a lock: what must never be built. */
export interface NaiveStore extends Store {
  readonly close: () => Promise<void>;
}

/** @param connectionString of a database whose exclusion constraint was dropped, for else it would save the day */
export const createNaiveStore = (connectionString: string, clock: Clock): NaiveStore => {
  const store = createPostgresStore({ connectionString, clock });
  const pool = new pg.Pool({ connectionString, max: 8 });

  const lookWithoutLock = async ({ calendars, reading }: DecisionRequest): Promise<Locked> => {
    const seen = new Map<string, CalendarState>();
    for (const id of calendars) {
      const state = await store.queries.calendar(id, reading);
      if (state !== undefined) seen.set(id, state);
    }
    return {
      now: clock.now(),
      calendars: seen,
      booking: undefined,
      availability: undefined,
      timeOff: undefined,
      waitlistEntry: undefined,
    };
  };

  const insert = async (booking: Booking): Promise<void> => {
    const { id, hostId, bookerId, startTime, endTime, status, attendees, revision } = booking;
    const { createdAt, updatedAt } = booking;
    await pool.query(
      `insert into booking
         (id, host_id, booker_id, start_time, end_time, status, attendees, revision, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        hostId,
        bookerId,
        formatInstant(startTime),
        formatInstant(endTime),
        status,
        attendees,
        revision,
        formatInstant(createdAt),
        formatInstant(updatedAt),
      ],
    );
    for (const { calendarId, bookingId, blocked } of claimsOf(booking)) {
      await pool.query(
        'insert into claim (calendar_id, booking_id, blocked_start, blocked_end) values ($1, $2, $3, $4)',
        [calendarId, bookingId, formatInstant(blocked.start), formatInstant(blocked.end)],
      );
    }
  };

  const decide: UnitOfWork['decide'] = async (request, decision) => {
    // Stating availability is not what is raced for.
    if (request.reading.claims === undefined) return store.unitOfWork.decide(request, decision);
    const judged = decision(await lookWithoutLock(request));
    if (!judged.ok) return judged;
    for (const booking of judged.value.bookings ?? []) await insert(booking);
    return ok({ answer: judged.value.answer, replayed: false });
  };

  return {
    ...store,
    unitOfWork: { decide },
    close: async () => {
      await Promise.all([store.close(), pool.end()]);
    },
  };
};
