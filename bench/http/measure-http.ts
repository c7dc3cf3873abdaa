import pg from 'pg';
import { atLeast, atMost, figureOf, type Figure } from '../figure.js';
import { interleave, median, ratioOf } from '../measure.js';
import { percentile, runClosedLoop, type LoopReport } from './closed-loop.js';
import { cpuOf, cpuOfFamily, parentOf } from './cpu-time.js';
import { startDurablePostgres } from './durable-postgres.js';
import { answeredAll, loadsOn, p99, plantBusyRows, type Loads } from './loads.js';
import { measureLone } from './measure-lone.js';
import { MEGABYTE, startFloors, startServer, startStoringFloor, type Serving } from './serving.js';
import { plantStage, USERS, type Stage } from './stage.js';
import { hasPgbench, plantFunction, runFunction } from './stored-function.js';

export interface HttpBenchOptions {
  readonly rounds: number;
  /** How long each load runs in each round, in milliseconds. */
  readonly forMs: number;
  readonly hosts: number;
}

const HTTP_BENCH: HttpBenchOptions = { rounds: 5, forMs: 3_000, hosts: 200 };

const CLIENTS = 32;
const SLOTS_WANTED_BY_ALL = 20;
/** Where the stored function books: years after all else, so that nobody is in anybody's way. */
const OF_ALL_HOSTS = { first: '2045-01-01T00:00:00Z', stride: 1_000_000 };
const OF_ONE_HOST = { first: '2100-01-01T00:00:00Z', stride: 100_000 };

/**
 * The whole API on a PostgreSQL with all its syncs, load generator, server and database on this machine: tokens
 * verified, bodies validated, keys kept, policies evaluated, history and outbox written, one log line each.
 */
export const measureHttp = async (options: HttpBenchOptions = HTTP_BENCH): Promise<readonly Figure[]> => {
  const postgres = await startDurablePostgres();
  try {
    const { connectionString } = postgres;
    const stage = await plantStage(connectionString, { hosts: options.hosts, users: USERS });
    await plantFunction(connectionString);
    const server = await startServer(connectionString);
    try {
      return await measureServer({ connectionString, stage, server, options });
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
};

interface Setting {
  readonly connectionString: string;
  readonly stage: Stage;
  readonly server: Serving;
  readonly options: HttpBenchOptions;
}

const measureServer = async (setting: Setting): Promise<readonly Figure[]> => {
  const { stage, server } = setting;
  const now = Date.now();
  await plantBusyRows(server.port, stage, now);
  const loads = loadsOn(stage, now);
  const booked = await bodyOf(server, loads.booking(0));
  const floors = await startFloors(booked, await bodyOf(server, loads.slots()));
  try {
    const figures = [
      ...(await measureBooking(setting, loads, { floors, booked })),
      ...(await measureSlots(setting, loads, floors)),
      ...(await measureHotHost(setting, loads)),
      ...(await measureOneSlot(setting, loads)),
      await measureLone(setting.connectionString, stage, setting.options.rounds),
    ];
    const peak = { name: 'http/memory', value: server.peakBytes() / MEGABYTE, unit: 'MB at the most' };
    return [...figures, figureOf(peak, atMost(250))];
  } finally {
    await floors.stop();
  }
};

/** The body of the answer to one request. */
const bodyOf = async ({ port }: Serving, request: string): Promise<string> => {
  let body = '';
  const requests = [request];
  await runClosedLoop({
    port,
    clients: 1,
    next: () => requests.shift(),
    hear: (_status, heard) => {
      body = heard;
    },
  });
  return body;
};

/** A probe that loads a server for a while and gives answers a second; the reports are kept beside. */
const loading = (
  { port }: Serving,
  next: (client: number) => string,
  { status, forMs, reports }: { status: number; forMs: number; reports?: LoopReport[] },
) => {
  return async (): Promise<number> => {
    const report = answeredAll(status, await runClosedLoop({ port, clients: CLIENTS, next, forMs }));
    reports?.push(report);
    return report.rate;
  };
};

const functionProbe = (
  { connectionString, options: { forMs } }: Setting,
  { hosts, first, stride }: { readonly hosts: number; readonly first: string; readonly stride: number },
) => {
  let calls = 0;
  return async (): Promise<number> => {
    calls += 1;
    const { rate } = await runFunction(connectionString, {
      hosts,
      clients: CLIENTS,
      seconds: Math.max(1, Math.round(forMs / 1_000)),
      from: calls * stride,
      first,
    });
    return rate;
  };
};

const measureBooking = async (
  setting: Setting,
  loads: Loads,
  { floors, booked }: { readonly floors: Serving; readonly booked: string },
): Promise<Figure[]> => {
  const storing = await startStoringFloor(booked, setting.connectionString, setting.stage.hosts);
  try {
    return await measureBookingAgainst(setting, loads, { floors, storing });
  } finally {
    await storing.stop();
  }
};

const measureBookingAgainst = async (
  setting: Setting,
  loads: Loads,
  against: { readonly floors: Serving; readonly storing: Serving },
): Promise<Figure[]> => {
  const { server, options } = setting;
  const { forMs, rounds, hosts } = options;
  const reports: LoopReport[] = [];
  const booking = loading(server, loads.booking, { status: 201, forMs, reports });
  const empty = loading(against.floors, loads.booking, { status: 201, forMs });
  const storing = loading(against.storing, loads.booking, { status: 201, forMs });
  // Once before anything counts: the compiler has seen it all then.
  await booking();
  await storing();
  reports.length = 0;
  const withPgbench = await hasPgbench();
  const postmaster = await postmasterOf(setting.connectionString);
  const cpu = { server: 0, postgres: 0, bookings: 0 };
  const counted = async (): Promise<number> => {
    const before = { server: cpuOf(server.pid), postgres: cpuOfFamily(postmaster) };
    const rate = await booking();
    cpu.server += cpuOf(server.pid) - before.server;
    cpu.postgres += cpuOfFamily(postmaster) - before.postgres;
    cpu.bookings += reports.at(-1)?.answers ?? 0;
    return rate;
  };
  const samples = await interleave(
    {
      booking: counted,
      empty,
      storing,
      function: withPgbench ? functionProbe(setting, { hosts, ...OF_ALL_HOSTS }) : () => Number.NaN,
    },
    rounds,
  );
  const value = median(samples.booking);
  const slowest = median(reports.map(p99));
  return [
    ...(withPgbench
      ? [
          figureOf(
            {
              name: 'http/booking against a stored function',
              value,
              unit: '1/s',
              peer: median(samples.function),
              ratio: ratioOf(samples.booking, samples.function),
            },
            atLeast(1.3, 0.9),
          ),
        ]
      : []),
    figureOf(
      {
        name: 'http/booking against an empty route',
        value,
        unit: '1/s',
        floor: median(samples.empty),
        ratio: ratioOf(samples.booking, samples.empty),
      },
      atLeast(0.4, 0.25),
    ),
    figureOf(
      {
        name: 'http/storing its rows and nothing else against an empty route',
        value: median(samples.storing),
        unit: '1/s',
        floor: median(samples.empty),
        ratio: ratioOf(samples.storing, samples.empty),
      },
      undefined,
    ),
    figureOf({ name: 'http/booking p99', value: slowest, unit: 'ms' }, atMost(30)),
    perBooking('the server', cpu.server, cpu.bookings),
    perBooking('PostgreSQL', cpu.postgres, cpu.bookings),
  ];
};

const perBooking = (whose: string, cpuMs: number, bookings: number): Figure =>
  figureOf({ name: `http/booking CPU of ${whose}`, value: cpuMs / bookings, unit: 'ms each' }, undefined);

/** The process that all backends of this server were started by. */
const postmasterOf = (connectionString: string): Promise<number> =>
  asked(connectionString, 'select pg_backend_pid() as answer', parentOf);

const measureSlots = async (
  { server, options }: Setting,
  loads: Loads,
  floors: Serving,
): Promise<Figure[]> => {
  const { forMs, rounds } = options;
  const probes = {
    unchanged: loading(server, loads.slots, { status: 200, forMs }),
    uncached: loading(server, loads.otherSlots, { status: 200, forMs }),
    empty: loading(floors, loads.slots, { status: 200, forMs }),
  };
  await probes.unchanged();
  await probes.uncached();
  const samples = await interleave(probes, rounds);
  const floor = median(samples.empty);
  const figure = (name: 'unchanged' | 'uncached', goal: ReturnType<typeof atLeast>): Figure =>
    figureOf(
      {
        name: `http/slots ${name}`,
        value: median(samples[name]),
        unit: '1/s',
        floor,
        ratio: ratioOf(samples[name], samples.empty),
      },
      goal,
    );
  return [figure('unchanged', atLeast(0.75, 0.5)), figure('uncached', atLeast(0.25))];
};

const measureHotHost = async (setting: Setting, loads: Loads): Promise<Figure[]> => {
  const { server, options } = setting;
  const { forMs, rounds } = options;
  if (!(await hasPgbench())) return [];
  const samples = await interleave(
    {
      hot: () => loading(server, loads.ofHotHost(), { status: 201, forMs })(),
      one: functionProbe(setting, { hosts: 1, ...OF_ONE_HOST }),
    },
    rounds,
  );
  return [
    figureOf(
      {
        name: 'http/hot-host against one transaction each',
        value: median(samples.hot),
        unit: '1/s',
        peer: median(samples.one),
        ratio: ratioOf(samples.hot, samples.one),
      },
      atLeast(4),
    ),
  ];
};

const measureOneSlot = async ({ server, connectionString }: Setting, loads: Loads): Promise<Figure[]> => {
  const before = await deadlocks(connectionString);
  const slowest: number[] = [];
  let otherThanOne = 0;
  for (let slot = 0; slot < SLOTS_WANTED_BY_ALL; slot += 1) {
    const request = loads.nextSlot();
    const asked = new Set<number>();
    const report = await runClosedLoop({
      port: server.port,
      clients: CLIENTS,
      next: (client) => {
        if (asked.has(client)) return undefined;
        asked.add(client);
        return request(client);
      },
    });
    const isRight = report.statuses.get(201) === 1 && report.statuses.get(409) === CLIENTS - 1;
    otherThanOne += isRight ? 0 : 1;
    slowest.push(percentile(report, 0.99));
  }
  const met = (await deadlocks(connectionString)) - before;
  return [
    figureOf({ name: 'http/one-slot p99', value: median(slowest), unit: 'ms' }, atMost(100)),
    figureOf({ name: 'http/one-slot not won by one', value: otherThanOne, unit: 'slots' }, atMost(0)),
    figureOf({ name: 'http/one-slot deadlocks', value: met, unit: '40P01' }, atMost(0)),
  ];
};

/** How many deadlocks PostgreSQL has met in this database so far. */
const deadlocks = (connectionString: string): Promise<number> =>
  asked(
    connectionString,
    'select deadlocks as answer from pg_stat_database where datname = current_database()',
    (count) => count,
  );

/** What a statement answers, looked at before its connection ends. */
const asked = async (
  connectionString: string,
  statement: string,
  look: (answer: number) => number,
): Promise<number> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly answer: string | number }>(statement);
    return look(Number(rows[0]?.answer));
  } finally {
    await client.end();
  }
};
