import { bookedRange, err, ok, type Booking, type Result, type User } from '@slotkeeper/domain';
import { manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import {
  addBooker,
  addHost,
  at,
  bookBlindly,
  bookIfFree,
  bookingAt,
  madeBooking,
  overlapsIn,
  runSql,
} from '../test/stage.js';
import { sqlStateOf } from './connection/server-error.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';

const RIVALS = 200;

let database: TestDatabase;
let stores: PostgresStore[];
let host: User;

// Two stores are two processes: what one of them keeps in order in its memory does not bind the other.
const openStores = (): PostgresStore[] =>
  [1, 2].map(() =>
    createPostgresStore({ connectionString: database.connectionString, clock: manualClock() }),
  );

beforeEach(async () => {
  database = await createTestDatabase();
  stores = openStores();
  const [store] = stores;
  host = await addHost(store!);
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

type Attempt = (booking: Booking, rival: number) => Promise<Result<unknown, unknown>>;

interface RaceReport {
  readonly winners: number;
  readonly errors: readonly unknown[];
  readonly overlaps: number;
}

/** All at once want the same time, or, with a spread, times that overlap in part. */
const race = async (attempt: Attempt, spreadMinutes = 0): Promise<RaceReport> => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: RIVALS }, (_, rival) =>
      attempt(bookingAt(host, (rival % 7) * spreadMinutes), rival),
    ),
  );
  return {
    winners: outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.ok).length,
    errors: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
    overlaps: await overlapsIn(database.connectionString),
  };
};

const throughTheStore: Attempt = (booking, rival) =>
  bookIfFree(stores[rival % stores.length]!.unitOfWork, booking);

const dropConstraint = (): Promise<unknown> =>
  runSql(database.connectionString, 'alter table claim drop constraint claim_no_overlap');

const CHECK = 'select 1 from claim where calendar_id = $1 and blocked_start < $3 and blocked_end > $2';

// The lock and the check in one statement: its snapshot is taken before it waits for the lock.
const LOCK_AND_CHECK = `
  select (select count(*)::integer from claim
          where calendar_id = calendar.id and blocked_start < $3 and blocked_end > $2) as taken
  from calendar where id = $1 for update`;

const INSERT =
  'insert into claim (calendar_id, booking_id, blocked_start, blocked_end) values ($1, $2, $3, $4)';

const valuesOf = (booking: Booking) => {
  const { start, end } = bookedRange(booking);
  return [new Date(start).toISOString(), new Date(end).toISOString()] as const;
};

/** An adapter as it is often written: look, then insert. */
const checkThenInsert =
  (pool: pg.Pool, isTaken: (client: pg.PoolClient, booking: Booking) => Promise<boolean>): Attempt =>
  async (booking) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const taken = await isTaken(client, booking);
      if (!taken) await client.query(INSERT, [booking.hostId, booking.id, ...valuesOf(booking)]);
      await client.query('commit');
      return taken ? { ok: false, error: 'taken' } : { ok: true, value: booking };
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  };

const withoutLock = async (client: pg.PoolClient, booking: Booking): Promise<boolean> =>
  (await client.query(CHECK, [booking.hostId, ...valuesOf(booking)])).rowCount !== 0;

const lockedInTheSameStatement = async (client: pg.PoolClient, booking: Booking): Promise<boolean> => {
  const { rows } = await client.query<{ taken: number }>(LOCK_AND_CHECK, [
    booking.hostId,
    ...valuesOf(booking),
  ]);
  return rows[0]?.taken !== 0;
};

const withPool = async <T>(use: (pool: pg.Pool) => Promise<T>): Promise<T> => {
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 20 });
  // The pool ends before its sessions have: the database's end may still reach them.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  try {
    // All connections are there before the race, so that it is one.
    const clients = await Promise.all(Array.from({ length: 20 }, () => pool.connect()));
    for (const client of clients) client.release();
    return await use(pool);
  } finally {
    await pool.end();
  }
};

describe('200 rivals for one slot, from two processes', () => {
  it('have one winner, and the others a refusal', async () => {
    expect(await race(throughTheStore)).toEqual({ winners: 1, errors: [], overlaps: 0 });
  });

  it('have one winner by the lock alone: the constraint is the proof, not the mechanism', async () => {
    await dropConstraint();
    expect(await race(throughTheStore)).toEqual({ winners: 1, errors: [], overlaps: 0 });
  });

  it('never overlap where they want unequal times', async () => {
    const { winners, errors, overlaps } = await race(throughTheStore, 10);
    expect({ errors, overlaps }).toEqual({ errors: [], overlaps: 0 });
    expect(winners).toBeGreaterThanOrEqual(1);
    expect(winners).toBeLessThanOrEqual(3);
  });
});

describe('the same race shows the fault of', () => {
  it('an adapter that checks and then inserts without a lock', async () => {
    await dropConstraint();
    const { winners, overlaps } = await withPool((pool) => race(checkThenInsert(pool, withoutLock)));
    expect(winners).toBeGreaterThan(1);
    expect(overlaps).toBeGreaterThan(0);
  });

  it('an adapter that locks and reads in one statement, on a snapshot older than its lock', async () => {
    await dropConstraint();
    const { winners, overlaps } = await withPool((pool) =>
      race(checkThenInsert(pool, lockedInTheSameStatement)),
    );
    expect(winners).toBeGreaterThan(1);
    expect(overlaps).toBeGreaterThan(0);
  });
});

describe('the constraint', () => {
  it('refuses the second claim where no lock is taken at all', async () => {
    const { winners, errors, overlaps } = await withPool((pool) => race(checkThenInsert(pool, withoutLock)));
    expect({ winners, overlaps }).toEqual({ winners: 1, overlaps: 0 });
    for (const error of errors) expect(['23P01', '40P01']).toContain(sqlStateOf(error));
  });

  it('lets claims touch, and claims of different calendars overlap', async () => {
    const [store] = stores;
    const other = await addHost(store!);
    const outcomes = [
      await bookIfFree(store!.unitOfWork, bookingAt(host, 0)),
      await bookIfFree(store!.unitOfWork, bookingAt(host, 30)),
      await bookIfFree(store!.unitOfWork, bookingAt(host, -30)),
      await bookIfFree(store!.unitOfWork, bookingAt(other, 15)),
    ];
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const state = await store!.queries.calendar(host.id, { claims: { start: at(-60), end: at(90) } });
    expect(state?.claims.map(({ blocked }) => blocked.start)).toEqual([at(-30), at(0), at(30)]);
  });

  it('lets claims of one share key overlap, and no others, whoever writes', async () => {
    const [key, other, alone] = [randomUUID(), randomUUID(), randomUUID()];
    const claim = async (from: number, to: number, shareKey: string | null, bookingId = randomUUID()) => {
      const range = [new Date(at(from)).toISOString(), new Date(at(to)).toISOString()];
      const shared = shareKey === null ? [null, null, null] : [...range, 1];
      try {
        await runSql(
          database.connectionString,
          `insert into claim (calendar_id, booking_id, blocked_start, blocked_end, share_key, session_id, event_type_id,
             start_time, end_time, attendees)
           values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8)`,
          [host.id, bookingId, ...range, shareKey, ...shared],
        );
        return 'stored';
      } catch (error) {
        return sqlStateOf(error);
      }
    };
    expect(await claim(0, 30, key)).toBe('stored');
    expect(await claim(0, 30, key)).toBe('stored');
    expect(await claim(15, 45, key)).toBe('stored');
    expect(await claim(60, 90, null, alone)).toBe('stored');
    expect(await claim(0, 30, other)).toBe('23P01');
    expect(await claim(44, 50, other)).toBe('23P01');
    expect(await claim(20, 25, null)).toBe('23P01');
    expect(await claim(70, 80, key)).toBe('23P01');
    // A key that is the id of a booking, and a booking whose id is a key.
    expect(await claim(70, 80, alone)).toBe('23P01');
    expect(await claim(20, 25, null, key)).toBe('23P01');
    expect(await claim(45, 60, other)).toBe('stored');
    expect(await claim(90, 95, null)).toBe('stored');
    expect(await overlapsIn(database.connectionString)).toBe(0);
  });

  it('keeps deadlines from what is agreed, and half a session from being stored', async () => {
    const [store] = stores;
    const deadline = at(100);
    for (const broken of [
      { status: 'confirmed', deadline },
      { status: 'expired', deadline },
    ] as const) {
      await expect(bookBlindly(store!.unitOfWork, bookingAt(host, 0, broken))).rejects.toThrow(
        /booking_deadline/,
      );
    }
    const sharedInPart = `insert into claim (calendar_id, booking_id, blocked_start, blocked_end, share_key)
      values ($1, $1, '2030-01-01Z', '2030-01-02Z', $1)`;
    await expect(runSql(database.connectionString, sharedInPart, [host.id])).rejects.toThrow(/claim_shared/);
    for (const status of ['held', 'pending'] as const) {
      const minute = status === 'held' ? 0 : 30;
      const made = await bookBlindly(store!.unitOfWork, bookingAt(host, minute, { status, deadline }));
      expect(made.ok).toBe(true);
    }
  });
});

describe('200 parties for the seats of one session, from two processes', () => {
  const SEATS = 10;

  const joinIfSeats = (booking: Booking, rival: number): Promise<Result<unknown, unknown>> =>
    stores[rival % stores.length]!.unitOfWork.decide<null, { kind: 'taken' }>(
      { calendars: [host.id], reading: { claims: bookedRange(booking) } },
      ({ calendars }) => {
        const claims = calendars.get(host.id)?.claims ?? [];
        const taken = claims.reduce((sum, { shared }) => sum + (shared?.attendees ?? SEATS), 0);
        return taken + booking.attendees > SEATS
          ? err({ kind: 'taken' })
          : ok({ ...madeBooking(booking), answer: null });
      },
    );

  it('take all seats and no more, by the lock alone too', async () => {
    const key = randomUUID();
    const attempts = Array.from({ length: RIVALS }, (_, rival) =>
      joinIfSeats(
        bookingAt(host, 0, {
          attendees: 1 + (rival % 4),
          eventType: { id: key, revision: 1, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
          session: { id: key, shareKey: key },
        }),
        rival,
      ),
    );
    await Promise.all(attempts);
    const [row] = await runSql<{ seats: number }>(
      database.connectionString,
      'select sum(attendees)::integer as seats from claim where calendar_id = $1',
      [host.id],
    );
    expect(row?.seats).toBe(SEATS);
  });
});

describe('30 attempts on different hosts for one booker, from two processes', () => {
  const LIMIT = 5;

  const raceForOneBooker = async (locksBooker: boolean): Promise<number> => {
    const [store] = stores;
    const booker = await addBooker(store!);
    const hosts = await Promise.all(Array.from({ length: 30 }, () => addHost(store!)));
    const reading = { bookings: { start: at(0), end: at(10_000) } };
    const seenBefore = await store!.queries.calendar(booker.id, reading);
    await Promise.all(
      hosts.map((own, rival) => {
        const booking = bookingAt(own, rival * 30, { bookerId: booker.id });
        const { unitOfWork } = stores[rival % stores.length]!;
        return unitOfWork.decide<Booking, { kind: 'taken' }>(
          { calendars: locksBooker ? [own.id, booker.id] : [own.id], reading },
          ({ calendars }) =>
            ((locksBooker ? calendars.get(booker.id) : seenBefore)?.bookings.length ?? LIMIT) < LIMIT
              ? ok(madeBooking(booking))
              : err({ kind: 'taken' }),
        );
      }),
    );
    return (await store!.queries.bookings({ bookerId: booker.id }, { limit: 100 })).items.length;
  };

  it('end with exactly as many bookings as the booker may have', async () => {
    expect(await raceForOneBooker(true)).toBe(LIMIT);
  });

  it('end with more where the booker’s calendar is looked at before, and not locked', async () => {
    expect(await raceForOneBooker(false)).toBeGreaterThan(LIMIT);
  });
});
