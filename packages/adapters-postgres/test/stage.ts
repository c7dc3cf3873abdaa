import {
  bookedRange,
  err,
  ok,
  type Booking,
  type Changes,
  type Decided,
  type IdempotencyKey,
  type Instant,
  type KeyReused,
  type Result,
  type Store,
  type UnitOfWork,
  type User,
} from '@slotkeeper/domain';
import { aBooking, actorOf, aHost, aTimeOff, aUser, DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** So many minutes after ten o'clock on the day on which the manual clock stands. */
export const at = (minute: number): Instant => DEFAULT_NOW + 10 * HOUR_MS + minute * MINUTE_MS;

export const addHost = async (store: Pick<Store, 'users'>): Promise<User> => {
  const host = aHost({ id: randomUUID() });
  await store.users.add(host, 'hash');
  return host;
};

export const addBooker = async (store: Pick<Store, 'users'>): Promise<User> => {
  const booker = aUser({ id: randomUUID() });
  await store.users.add(booker, 'hash');
  return booker;
};

/** A half hour that the host could be booked for, not yet stored. */
export const bookingAt = (host: User, minute: number, overrides: Partial<Booking> = {}): Booking =>
  aBooking({
    id: randomUUID(),
    hostId: host.id,
    startTime: at(minute),
    endTime: at(minute + 30),
    ...overrides,
  });

/** The changes that store a new booking. */
export const madeBooking = (booking: Booking): Changes<Booking> => ({
  answer: booking,
  bookings: [booking],
  events: [
    {
      type: 'booking.confirmed',
      calendarId: booking.hostId,
      at: booking.updatedAt,
      actor: { userId: booking.bookerId, role: 'USER' },
      booking,
    },
  ],
});

export interface Taken {
  readonly kind: 'taken';
}

/** The changes that state schedules and time off of one host, and withdraw some. */
export const statedBy = (
  host: User,
  stated: Pick<Changes<null>, 'schedules' | 'withdrawnSchedules' | 'timeOff' | 'withdrawnTimeOff'>,
): Changes<null> => {
  const actor = actorOf(host);
  const timeOff = aTimeOff({ hostId: host.id });
  return {
    answer: null,
    ...stated,
    events: [{ type: 'time-off.stated', calendarId: host.id, at: DEFAULT_NOW, actor, timeOff }],
  };
};

/** Books where no other claim is in the way. */
export const bookIfFree = (
  unitOfWork: UnitOfWork,
  booking: Booking,
  idempotency?: IdempotencyKey,
): Promise<Result<Decided<Booking>, Taken | KeyReused>> =>
  unitOfWork.decide<Booking, Taken>(
    { calendars: [booking.hostId], reading: { claims: bookedRange(booking) }, idempotency },
    ({ calendars }) =>
      calendars.get(booking.hostId)?.claims.length === 0 ? ok(madeBooking(booking)) : err({ kind: 'taken' }),
  );

/** Stores a booking without looking what is there. */
export const bookBlindly = (
  unitOfWork: UnitOfWork,
  booking: Booking,
): Promise<Result<Decided<Booking>, KeyReused>> =>
  unitOfWork.decide<Booking, never>({ calendars: [booking.hostId], reading: {} }, () =>
    ok(madeBooking(booking)),
  );

export const kindsOf = (outcomes: readonly Result<unknown, { readonly kind: string }>[]): string[] =>
  outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.kind)).toSorted();

/** Runs SQL on a connection of its own. */
export const runSql = async <Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
};

/** Pairs of claims on one calendar that overlap and don't share their time: there must never be any. */
export const overlapsIn = async (connectionString: string): Promise<number> => {
  const [row] = await runSql<{ readonly pairs: number }>(
    connectionString,
    `select count(*)::integer as pairs
     from claim a join claim b on a.calendar_id = b.calendar_id and a.booking_id < b.booking_id
       and a.blocked_start < b.blocked_end and b.blocked_start < a.blocked_end
       and (a.share_key = b.share_key) is not true`,
  );
  return row?.pairs ?? Number.NaN;
};

/** Resolves once a session of that application waits for a lock. */
export const untilWaitingForLock = async (
  connectionString: string,
  applicationName: string,
): Promise<void> => {
  for (let tries = 0; tries < 500; tries += 1) {
    const waiting = await runSql(
      connectionString,
      `select 1 from pg_stat_activity
       where datname = current_database() and application_name like $1 and wait_event_type = 'Lock'`,
      [`${applicationName}%`],
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no session of ${applicationName} came to wait for a lock`);
};
