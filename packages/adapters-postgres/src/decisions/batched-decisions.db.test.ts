import {
  ConcurrencyConflict,
  ok,
  StoreUnavailable,
  type Booking,
  type TimeOff,
  type TimeOffSpan,
  type User,
} from '@slotkeeper/domain';
import { aSchedule, aTimeOff, manualClock } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../tools/test-database/create-test-database.js';
import {
  addBooker,
  addHost,
  at,
  bookBlindly,
  bookIfFree,
  bookingAt,
  kindsOf,
  madeBooking,
  overlapsIn,
  runSql,
  statedBy,
  untilWaitingForLock,
} from '../../test/stage.js';
import { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from '../postgres-store.js';
import type { StoreEvent } from '../store-event.js';

let database: TestDatabase;
let events: StoreEvent[];
let stores: PostgresStore[];

const openStore = (options: Partial<PostgresStoreOptions> = {}): PostgresStore => {
  const store = createPostgresStore({
    connectionString: database.connectionString,
    clock: manualClock(),
    onEvent: (event) => events.push(event),
    ...options,
  });
  stores.push(store);
  return store;
};

const batches = (): number[] =>
  events.flatMap((event) => (event.kind === 'batch_committed' ? [event.decisions] : []));

const eventsOf = (kind: StoreEvent['kind']): StoreEvent[] => events.filter((event) => event.kind === kind);

const timeOffBy = (host: User, span: TimeOffSpan = aTimeOff().span): TimeOff =>
  aTimeOff({ id: randomUUID(), hostId: host.id, span });

beforeEach(async () => {
  database = await createTestDatabase();
  events = [];
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

describe('decisions that arrive together', () => {
  it('share transactions of at most 64, whatever their calendars, and each gets its own answer', async () => {
    const store = openStore();
    const hosts = await Promise.all(Array.from({ length: 10 }, () => addHost(store)));
    const bookings = hosts.flatMap((host) =>
      Array.from({ length: 20 }, (_, index) => bookingAt(host, index * 30)),
    );
    const outcomes = await Promise.all(bookings.map((booking) => bookIfFree(store.unitOfWork, booking)));
    expect(outcomes).toEqual(bookings.map((booking) => ok({ answer: booking, replayed: false })));
    expect(batches().reduce((sum, size) => sum + size, 0)).toBe(200);
    expect(Math.max(...batches())).toBe(64);
    expect(batches().length).toBeLessThan(20);
    expect(await overlapsIn(database.connectionString)).toBe(0);
  });

  it('are made one after the other on one calendar: the second sees the first', async () => {
    const store = openStore();
    const host = await addHost(store);
    const rivals = Array.from({ length: 64 }, () => bookIfFree(store.unitOfWork, bookingAt(host, 0)));
    expect(kindsOf(await Promise.all(rivals))).toEqual(['ok', ...Array.from({ length: 63 }, () => 'taken')]);
    // The second begins behind the commit of the first.
    expect(batches()).toEqual([32, 32]);
  });

  it('are shared out over the connections, but for few', async () => {
    const store = openStore();
    const bookFor = async (many: number): Promise<readonly number[]> => {
      const hosts = await Promise.all(Array.from({ length: many }, () => addHost(store)));
      const before = batches().length;
      await Promise.all(hosts.map((host) => bookIfFree(store.unitOfWork, bookingAt(host, 0))));
      return batches().slice(before);
    };
    expect(await bookFor(8)).toEqual([8]);
    expect(await bookFor(32)).toEqual([16, 16]);
  });

  it('end as if they had come one by one: what was moved away is free, what was taken is not', async () => {
    const store = openStore();
    const host = await addHost(store);
    const first = bookingAt(host, 0);
    const second = bookingAt(host, 0);
    const move = (booking: Booking, minute: number) =>
      store.unitOfWork.decide<Booking, never>(
        { calendars: [host.id], reading: { bookingId: booking.id } },
        ({ booking: stored }) => {
          const moved = {
            ...(stored ?? booking),
            startTime: at(minute),
            endTime: at(minute + 30),
            revision: 2,
          };
          const changes = madeBooking(moved);
          return ok({
            ...changes,
            events: changes.events.map((event) => ({ ...event, type: 'booking.rescheduled' })),
          } as typeof changes);
        },
      );
    await Promise.all([
      bookIfFree(store.unitOfWork, first),
      move(first, 60),
      bookIfFree(store.unitOfWork, second),
    ]);
    expect(batches()).toEqual([3]);
    const state = await store.queries.calendar(host.id, { claims: { start: at(0), end: at(300) } });
    expect(state?.claims.map(({ bookingId, blocked }) => [bookingId, blocked.start])).toEqual([
      [second.id, at(0)],
      [first.id, at(60)],
    ]);
    expect(state?.version).toBe(3);
    expect(
      (await store.queries.history(first.id)).map(({ revision, startTime }) => [revision, startTime]),
    ).toEqual([
      [1, at(0)],
      [2, at(60)],
    ]);
  });

  it('use both connections: a calendar that is locked elsewhere keeps only those waiting that want it', async () => {
    const store = openStore({ applicationName: 'patient' });
    const [locked, free] = [await addHost(store), await addHost(store)];
    const rival = new pg.Client({ connectionString: database.connectionString });
    await rival.connect();
    await rival.query('begin');
    await rival.query('select 1 from calendar where id = $1 for update', [locked.id]);
    const waits = bookIfFree(store.unitOfWork, bookingAt(locked, 0));
    await untilWaitingForLock(database.connectionString, 'patient');
    const order: string[] = [];
    const waited = waits.then((outcome) => order.push(outcome.ok ? 'locked' : 'refused'));
    const passed = await bookIfFree(store.unitOfWork, bookingAt(free, 0));
    order.push('free');
    await rival.query('commit');
    await rival.end();
    await waited;
    expect(passed.ok).toBe(true);
    expect(order).toEqual(['free', 'locked']);
  });

  it('wait for the next transaction where an earlier one has changed the availability they rest on', async () => {
    const store = openStore();
    const host = await addHost(store);
    const state = (startMinute: number, endMinute: number) =>
      store.unitOfWork.decide<string, never>({ calendars: [host.id], reading: {} }, () => {
        const availability = {
          id: randomUUID(),
          hostId: host.id,
          startTime: at(startMinute),
          endTime: at(endMinute),
          slotDuration: 30,
          revision: 1,
          createdAt: at(0),
          updatedAt: at(0),
        };
        const actor = { userId: host.id, role: 'HOST' } as const;
        return ok({
          answer: availability.id,
          availability: [availability],
          events: [{ type: 'availability.stated', calendarId: host.id, at: at(0), actor, availability }],
        });
      });
    await state(120, 180);
    events.length = 0;
    let seen: readonly number[] = [];
    await Promise.all([
      // Joins the stretch of the next decision to a range that it does not touch by itself.
      state(60, 120),
      store.unitOfWork.decide<null, never>(
        { calendars: [host.id], reading: { intent: { start: at(0), end: at(60) } } },
        ({ calendars }) => {
          seen = calendars.get(host.id)?.availability.map(({ startTime }) => startTime) ?? [];
          return ok({ answer: null, events: [] });
        },
      ),
    ]);
    expect(seen).toEqual([at(60), at(120)]);
    expect(batches()).toEqual([2, 1]);
  });
});

describe('schedules and time off in one transaction', () => {
  const intent = { start: at(0), end: at(60) };

  it('are seen by the decisions after the one that stated them, and written as they were last', async () => {
    const store = openStore();
    const host = await addHost(store);
    const first = aSchedule({ id: randomUUID(), hostId: host.id });
    const second = aSchedule({ id: randomUUID(), hostId: host.id, isDefault: false });
    const [away, back] = [timeOffBy(host), timeOffBy(host)];
    const seen: unknown[] = [];
    const decide = (stated: Parameters<typeof statedBy>[1]) =>
      store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: { intent } }, ({ calendars }) => {
        const { schedules, timeOff } = calendars.get(host.id)!;
        seen.push([
          schedules.flatMap(({ isDefault, id }) => (isDefault ? [id] : [])),
          new Set(timeOff.map(({ id }) => id)),
        ]);
        return ok(statedBy(host, stated));
      });
    const swapped = [
      { ...second, isDefault: true, revision: 2 },
      { ...first, isDefault: false, revision: 2 },
    ];
    await Promise.all([
      decide({ schedules: [first, second] }),
      decide({ timeOff: [away, back] }),
      decide({ schedules: swapped }),
      decide({ withdrawnTimeOff: [away.id], withdrawnSchedules: [first.id] }),
      decide({ timeOff: [away], withdrawnTimeOff: [back.id] }),
      decide({ schedules: [{ ...first, revision: 3, isDefault: false }] }),
      decide({}),
    ]);
    // Hours of a first schedule may link what was not read: the others wait for the next transaction.
    expect(batches()).toEqual([7, 6]);
    expect(seen).toEqual([
      [[], new Set()],
      [[first.id], new Set()],
      [[first.id], new Set([away.id, back.id])],
      [[second.id], new Set([away.id, back.id])],
      [[second.id], new Set([back.id])],
      [[second.id], new Set([away.id])],
      [[second.id], new Set([away.id])],
    ]);
    const stored = new Map((await store.queries.schedulesOf(host.id)).map((each) => [each.id, each]));
    expect(stored).toEqual(
      new Map([
        [first.id, { ...first, isDefault: false, revision: 3 }],
        [second.id, swapped[0]],
      ]),
    );
    expect((await store.queries.timeOffOf(host.id, { limit: 5 })).items).toEqual([away]);
    expect((await store.queries.calendar(host.id, {}))?.version).toBe(7);
  });

  it('may be stated again in the transaction that withdraws them', async () => {
    const store = openStore();
    const host = await addHost(store);
    const schedule = aSchedule({ id: randomUUID(), hostId: host.id });
    const away = timeOffBy(host);
    const decide = (stated: Parameters<typeof statedBy>[1]) =>
      store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () =>
        ok(statedBy(host, stated)),
      );
    await decide({ schedules: [schedule], timeOff: [away] });
    events.length = 0;
    await Promise.all([
      decide({ withdrawnSchedules: [schedule.id], withdrawnTimeOff: [away.id] }),
      decide({ schedules: [{ ...schedule, name: 'Again' }], timeOff: [{ ...away, note: 'Again' }] }),
    ]);
    expect(batches()).toEqual([2]);
    expect(await store.queries.schedule(schedule.id)).toEqual({ ...schedule, name: 'Again' });
    expect(await store.queries.timeOff(away.id)).toEqual({ ...away, note: 'Again' });
  });
});

describe('one bad decision among many', () => {
  const failing = async (
    store: PostgresStore,
    host: User,
    bad: () => Promise<unknown>,
  ): Promise<{ readonly reason: unknown; readonly others: string[] }> => {
    const before = Array.from({ length: 5 }, (_, index) =>
      bookIfFree(store.unitOfWork, bookingAt(host, index * 30)),
    );
    const rejected = bad();
    const after = Array.from({ length: 5 }, (_, index) =>
      bookIfFree(store.unitOfWork, bookingAt(host, 150 + index * 30)),
    );
    const [outcome] = await Promise.allSettled([rejected]);
    const others = kindsOf(await Promise.all([...before, ...after]));
    return { reason: outcome.status === 'rejected' ? outcome.reason : undefined, others };
  };

  const ALL_WELL = Array.from({ length: 10 }, () => 'ok');

  it('throws to its own caller alone', async () => {
    const store = openStore();
    const host = await addHost(store);
    const thrown = new Error('a fault in the decision');
    const { reason, others } = await failing(store, host, () =>
      store.unitOfWork.decide({ calendars: [host.id], reading: {} }, () => {
        throw thrown;
      }),
    );
    expect(reason).toBe(thrown);
    expect(others).toEqual(ALL_WELL);
    expect(batches()).toEqual([8, 3]);
  });

  it('is found out where the constraint refuses the transaction: a conflict for it, the others are made again', async () => {
    const store = openStore();
    const host = await addHost(store);
    const { reason, others } = await failing(store, host, () =>
      bookBlindly(store.unitOfWork, bookingAt(host, 15)),
    );
    expect(reason).toBeInstanceOf(ConcurrencyConflict);
    expect(others).toEqual(ALL_WELL);
    expect(eventsOf('batch_split')).toHaveLength(1);
    expect(await overlapsIn(database.connectionString)).toBe(0);
  });

  it.each([
    ['no time at all', { startTime: Number.NaN }],
    ['an end before its start', { endTime: at(-30) }],
    ['a fraction of a second', { endTime: at(30) + 500 }],
    ['an id that is no UUID', { id: 'nonsense' }],
    ['a status that there is not', { status: 'imagined' as Booking['status'] }],
  ])('is found out where its data cannot be stored: %s', async (_, broken) => {
    const store = openStore();
    const host = await addHost(store);
    const { reason, others } = await failing(store, host, () =>
      bookBlindly(store.unitOfWork, bookingAt(host, 1_000, broken)),
    );
    expect(reason).toBeInstanceOf(Error);
    expect(others).toEqual(ALL_WELL);
    const [row] = await runSql<{ bookings: number }>(
      database.connectionString,
      'select count(*)::integer as bookings from booking',
    );
    expect(row?.bookings).toBe(10);
  });

  it.each<readonly [what: string, stated: (host: User) => Parameters<typeof statedBy>[1]]>([
    [
      'a second default schedule',
      (host) => ({
        schedules: [0, 1].map(() => aSchedule({ id: randomUUID(), hostId: host.id, isDefault: true })),
      }),
    ],
    [
      'time off on a date that there is not',
      (host) => ({
        timeOff: [timeOffBy(host, { startDate: '2030-02-30', endDate: '2030-03-01', timeZone: 'UTC' })],
      }),
    ],
    [
      'time off that ends before it starts',
      (host) => ({
        timeOff: [timeOffBy(host, { startDate: '2030-02-02', endDate: '2030-02-01', timeZone: 'UTC' })],
      }),
    ],
    [
      'time off for a fraction of a second',
      (host) => ({ timeOff: [timeOffBy(host, { startTime: at(0), endTime: at(0) + 500 })] }),
    ],
    [
      'time off by dates without a zone',
      (host) => ({
        timeOff: [
          timeOffBy(host, { startDate: '2030-02-01', endDate: '2030-02-01' } as unknown as TimeOffSpan),
        ],
      }),
    ],
  ])('is found out where what it states cannot be: %s', async (_, stated) => {
    const store = openStore();
    const host = await addHost(store);
    const { reason, others } = await failing(store, host, () =>
      store.unitOfWork.decide<null, never>({ calendars: [host.id], reading: {} }, () =>
        ok(statedBy(host, stated(host))),
      ),
    );
    expect(reason).toBeInstanceOf(Error);
    expect(others).toEqual(ALL_WELL);
    expect(await store.queries.schedulesOf(host.id)).toEqual([]);
    expect((await store.queries.timeOffOf(host.id, { limit: 5 })).items).toEqual([]);
  });

  it('does not keep its time where its answer cannot be said in JSON', async () => {
    const store = openStore();
    const host = await addHost(store);
    const booking = bookingAt(host, 0);
    const { reason, others } = await failing(store, host, () =>
      store.unitOfWork.decide<unknown, never>({ calendars: [host.id], reading: {} }, () =>
        ok({ ...madeBooking(booking), answer: 1n }),
      ),
    );
    expect(reason).toBeInstanceOf(TypeError);
    expect(others).toEqual(ALL_WELL);
    expect(await store.queries.booking(booking.id)).toBeUndefined();
  });
});

describe('an idempotency key', () => {
  it('is carried out once where it comes twice in one transaction', async () => {
    const store = openStore();
    const [host, booker] = [await addHost(store), await addBooker(store)];
    const key = { callerId: booker.id, key: 'one', fingerprint: 'same' };
    const outcomes = await Promise.all([
      bookIfFree(store.unitOfWork, bookingAt(host, 0), key),
      bookIfFree(store.unitOfWork, bookingAt(host, 0), key),
      bookIfFree(store.unitOfWork, bookingAt(host, 60), { ...key, fingerprint: 'other' }),
    ]);
    expect(batches()).toEqual([3]);
    const [first, second, third] = outcomes;
    expect(first).toMatchObject({ ok: true, value: { replayed: false } });
    expect(second).toEqual(
      ok({ answer: first?.ok === true ? first.value.answer : undefined, replayed: true }),
    );
    expect(third).toEqual({ ok: false, error: { kind: 'key_reused' } });
  });

  it('that races on two calendars, from two processes, is carried out on one of them', async () => {
    const [here, there] = [openStore(), openStore()];
    const booker = await addBooker(here);
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = [await addHost(here), await addHost(here)];
      const key = { callerId: booker.id, key: `round ${round}`, fingerprint: 'same' };
      const outcomes = await Promise.all([
        bookIfFree(here.unitOfWork, bookingAt(a, 0), key),
        bookIfFree(there.unitOfWork, bookingAt(b, 0), key),
      ]);
      const answers = outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined));
      expect(answers[0]?.answer).toEqual(answers[1]?.answer);
      expect(new Set(answers.map((answer) => answer?.replayed))).toEqual(new Set([false, true]));
    }
    const [row] = await runSql<{ bookings: number }>(
      database.connectionString,
      'select count(*)::integer as bookings from booking',
    );
    expect(row?.bookings).toBe(20);
  });
});

describe('what PostgreSQL aborts', () => {
  /** Makes the first inserts fail: a sequence counts them, since it keeps its count through a rollback. */
  const plantFaults = (sqlState: string, faults: number): Promise<unknown> =>
    runSql(
      database.connectionString,
      `create sequence fault;
       create function fail() returns trigger language plpgsql as $$
       begin
         if nextval('fault') <= ${faults} then raise exception 'planted' using errcode = '${sqlState}'; end if;
         return null;
       end $$;
       create trigger fail before insert on booking for each statement execute function fail()`,
    );

  it.each(['40001', '40P01'])('is tried again up to three times: %s', async (sqlState) => {
    const store = openStore();
    const host = await addHost(store);
    await plantFaults(sqlState, 3);
    expect(await bookIfFree(store.unitOfWork, bookingAt(host, 0))).toMatchObject({ ok: true });
    expect(eventsOf('retried')).toHaveLength(3);
  });

  it('is a conflict where no try is left, and nothing was changed', async () => {
    const store = openStore();
    const host = await addHost(store);
    await plantFaults('40001', 4);
    await expect(bookIfFree(store.unitOfWork, bookingAt(host, 0))).rejects.toBeInstanceOf(
      ConcurrencyConflict,
    );
    expect((await store.queries.calendar(host.id, {}))?.version).toBe(0);
  });

  it('is carried out on a new connection where the old ones were ended between two requests', async () => {
    const store = openStore({ applicationName: 'mortal' });
    const host = await addHost(store);
    await bookIfFree(store.unitOfWork, bookingAt(host, 0));
    await runSql(
      database.connectionString,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'mortal%'`,
    );
    expect(await bookIfFree(store.unitOfWork, bookingAt(host, 30))).toMatchObject({ ok: true });
    expect(await store.queries.calendar(host.id, {})).toMatchObject({ version: 2 });
  });
});

describe('the bounds of a store', () => {
  it('turns decisions away where too many wait, and goes on afterwards', async () => {
    const store = openStore({ batching: { maxWaiting: 10, maxBatch: 2 } });
    const host = await addHost(store);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 15 }, (_, index) => bookIfFree(store.unitOfWork, bookingAt(host, index * 30))),
    );
    const turnedAway = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(turnedAway).toHaveLength(5);
    for (const reason of turnedAway) {
      expect(reason).toBeInstanceOf(StoreUnavailable);
      expect(reason).toMatchObject({ outcome: 'unchanged' });
    }
    expect(await bookIfFree(store.unitOfWork, bookingAt(host, 900))).toMatchObject({ ok: true });
  });

  it('gives up a decision that has waited too long to be begun', async () => {
    const store = openStore({ batching: { maxWaitMs: -1 } });
    const host = await addHost(store);
    await expect(bookIfFree(store.unitOfWork, bookingAt(host, 0))).rejects.toMatchObject({
      outcome: 'unchanged',
    });
  });

  it('answers what it has taken before it closes, and takes no more', async () => {
    const store = openStore({ batching: { maxBatch: 4 } });
    const host = await addHost(store);
    const taken = Array.from({ length: 20 }, (_, index) =>
      bookIfFree(store.unitOfWork, bookingAt(host, index * 30)),
    );
    const closed = store.close();
    await expect(bookIfFree(store.unitOfWork, bookingAt(host, 900))).rejects.toBeInstanceOf(StoreUnavailable);
    await closed;
    expect(kindsOf(await Promise.all(taken))).toEqual(Array.from({ length: 20 }, () => 'ok'));
  });

  it('says that the database is not reached, for writing, for reading and when asked', async () => {
    const nowhere = database.connectionString.replace(/:\d+\//, ':1/');
    const store = openStore({ connectionString: nowhere });
    const attempts = await Promise.allSettled([
      store.unitOfWork.decide<null, never>({ calendars: [randomUUID()], reading: {} }, () =>
        ok({ answer: null, events: [] }),
      ),
      store.queries.booking(randomUUID()),
      store.users.byId(randomUUID()),
      store.ping(),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({
        status: 'rejected',
        reason: { name: 'StoreUnavailable', outcome: 'unchanged' },
      });
    }
  });

  it('answers a ping where the tables are there, and only there', async () => {
    const store = openStore();
    await expect(store.ping()).resolves.toBeUndefined();
    await runSql(database.connectionString, 'drop table calendar cascade');
    await expect(store.ping()).rejects.toThrow(/calendar/);
  });
});
