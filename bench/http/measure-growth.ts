import { atMost, figureOf, type Figure } from '../figure.js';
import { interleave, median, ratioOf, type Samples } from '../measure.js';
import { percentile, runClosedLoop } from './closed-loop.js';
import { startDurablePostgres } from './durable-postgres.js';
import { answeredAll, loadsOn, plantBusyRows } from './loads.js';
import { plantPast } from './plant-past.js';
import { startServer, type Serving } from './serving.js';
import { plantStage, USERS } from './stage.js';

export interface GrowthBenchOptions {
  /** Bookings that there are already; the others are held against the first. */
  readonly sizes: readonly number[];
  readonly hosts: number;
  readonly rounds: number;
  /** How long each is asked in each round, in milliseconds. */
  readonly forMs: number;
}

const GROWTH_BENCH: GrowthBenchOptions = {
  sizes: [10_000, 1_000_000, 5_000_000],
  hosts: 50,
  rounds: 9,
  forMs: 2_000,
};

const ASKED = ['booking', 'slots'] as const;
type Asked = (typeof ASKED)[number];
/** How each is answered if all is well. */
const STATUS: Readonly<Record<Asked, number>> = { booking: 201, slots: 200 };

/**
 * What one client waits for a booking, and for a list of slots that was not made before, in the middle, where few have
 * booked and where many have: each size is a server with a PostgreSQL of its own, asked by turns.
 */
export const measureGrowth = async (
  options: GrowthBenchOptions = GROWTH_BENCH,
): Promise<readonly Figure[]> => {
  const grown: Grown[] = [];
  try {
    for (const size of options.sizes) grown.push(await grow(size, options));
    const probes = Object.fromEntries(
      grown.flatMap(({ size, ask }) =>
        ASKED.map((what) => [`${what} ${size}`, () => ask(what, options.forMs)]),
      ),
    );
    // The compiler has seen it all before anything counts.
    for (const probe of Object.values(probes)) await probe();
    const samples = await interleave(probes, options.rounds);
    return ASKED.flatMap((what) => figuresOf(what, options.sizes, samples));
  } finally {
    for (const { stop } of grown.toReversed()) await stop();
  }
};

const figuresOf = (what: Asked, sizes: readonly number[], samples: Samples<string>): Figure[] => {
  const [first, ...others] = sizes.map((size) => ({ size, given: samples[`${what} ${size}`] ?? [] }));
  if (first === undefined) return [];
  return others.map(({ size, given }) =>
    figureOf(
      {
        name: `http/growth ${what} at ${size} to ${first.size}`,
        value: median(given),
        unit: 'ms',
        floor: median(first.given),
        ratio: ratioOf(given, first.given),
      },
      atMost(1.25),
    ),
  );
};

interface Grown {
  readonly size: number;
  /** The median of what is waited for an answer, in milliseconds. */
  readonly ask: (what: Asked, forMs: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const grow = async (size: number, { hosts }: GrowthBenchOptions): Promise<Grown> => {
  const postgres = await startDurablePostgres();
  let server: Serving | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    await postgres.stop();
  };
  try {
    const { connectionString } = postgres;
    const stage = await plantStage(connectionString, { hosts, users: USERS });
    const nowMs = Date.now();
    await plantPast(connectionString, stage, { bookings: size, nowMs });
    server = await startServer(connectionString);
    const { port } = server;
    await plantBusyRows(port, stage, nowMs);
    const loads = loadsOn(stage, nowMs);
    const next = { booking: loads.booking, slots: loads.otherSlots };
    return {
      size,
      ask: async (what, forMs) => {
        const report = await runClosedLoop({ port, clients: 1, next: next[what], forMs });
        return percentile(answeredAll(STATUS[what], report), 0.5);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
