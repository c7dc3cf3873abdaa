import {
  ConcurrencyConflict,
  DEFAULT_HOLD_BOUNDS,
  MINUTE_MS,
  StoreUnavailable,
  sweepLapsed,
  type Actor,
  type Dependencies,
  type ZoneTables,
} from '@slotkeeper/domain';
import { manualClock, sequentialIds } from '@slotkeeper/domain/testing';
import {
  storesOnOneState,
  type PlantedFaults,
} from '../../../packages/in-memory/test/stores-on-one-state.js';
import { seededRandom } from '../../fuzz/seeded-random.js';
import { chooseOrder, type Order } from './choose-order.js';
import { startProcess, type Process } from './failing-store.js';
import { breachesOf, MOST_HOLDS, type Acknowledgement } from './invariants.js';
import { createSchedule, ProcessDied } from './schedule.js';
import { DAY, stageTown } from './stage-town.js';

/** What is wrong in a simulation, for those that must be caught. */
export interface SimulatedFaults extends PlantedFaults {
  /** Clients that send again what they got no answer to, as if it were something new. */
  readonly withoutKeys?: boolean;
  /** How likely a store acknowledges what it does not write. */
  readonly losesOften?: number;
  /** Rules that are not those of the simulation. */
  readonly rules?: Partial<Pick<Dependencies, 'evaluator' | 'holdBounds'>>;
}

export interface Simulation {
  /** All that happened, a line each; the same for the same seed. */
  readonly trace: readonly string[];
  /** What broke, in words, at the first step at which anything did. */
  readonly breaches: readonly string[];
}

interface Running extends Pick<Process, 'die'> {
  readonly dependencies: Dependencies;
}

interface Client {
  readonly actor: Actor;
  readonly name: string;
  order: Order | undefined;
  made: number;
}

const PROCESSES = 2;
const STEPS = 200;
const TROUBLE = 0.25;
const MOST_STEPS_OF_END = 10_000;

/**
 * Clients of two processes go about their bookings on one store that is slow and fails, and processes die. Everything
 * follows from the seed: who goes on next, what fails, what is asked for, and what the clock says. What is kept is judged
 * after each step. In the end nothing fails any more, and everybody is waited for.
 */
export const simulate = async (
  seed: number,
  zones: ZoneTables,
  { withoutKeys = false, losesOften = 0, rules = {}, ...planted }: SimulatedFaults = {},
): Promise<Simulation> => {
  const random = seededRandom(seed);
  const clock = manualClock(DAY.begins);
  const ids = sequentialIds();
  const schedule = createSchedule(random);
  const stores = storesOnOneState(clock, planted);
  const inside = stores.open();
  const town = await stageTown(inside, ids);
  const trace: string[] = [];
  const acknowledged: Acknowledgement[] = [];
  const clients = [...town.users.map(({ actor }) => actor), ...town.hosts].map((actor): Client => {
    return { actor, name: town.nameOf(actor.userId), order: undefined, made: 0 };
  });
  let trouble = TROUBLE;
  let failure: Error | undefined;
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error('no error was thrown', { cause: error });
  };

  const note = (line: string): void => {
    trace.push(`${trace.length} ${DAY.textOf(clock.now())} ${line}`);
  };
  const surroundings = {
    clock,
    ids,
    zones,
    holdBounds: { ...DEFAULT_HOLD_BOUNDS, maxLivePerBooker: MOST_HOLDS, offerMinutes: 10 },
    // Nobody logs in.
    passwords: { hash: async () => '', verify: async () => false },
    ...rules,
  };
  const start = (number: number): Running => {
    const surrounding = { random, schedule, chance: () => trouble, note };
    const process = startProcess(number, stores, surrounding, losesOften);
    return { die: process.die, dependencies: { ...process.store, ...surroundings } };
  };
  const processes = Array.from({ length: PROCESSES }, (_, number) => start(number));
  const anyProcess = (): Running => random.pick(processes);

  /** Sends an order until there is an answer. */
  const pursue = async (client: Client, order: Order): Promise<void> => {
    const { actor, name } = client;
    const key = { callerId: actor.userId, key: `${name}/${client.made}`, fingerprint: order.text };
    for (;;) {
      try {
        const { dependencies } = anyProcess();
        const settled = await order.send(dependencies, withoutKeys ? undefined : key);
        client.order = undefined;
        if (settled.ok) acknowledged.push({ by: actor.userId, told: settled.told });
        const told = settled.ok ? `${town.nameOf(settled.told.id)} r${settled.told.revision}` : settled.kind;
        note(`${name} hears of ${order.text}: ${told}`);
        return;
      } catch (error) {
        if (!isNoAnswer(error)) throw error;
        note(`${name} hears nothing of ${order.text}: ${error.name}`);
      }
    }
  };

  const begin = async (): Promise<void> => {
    const idle = clients.filter(({ order }) => order === undefined);
    if (idle.length === 0) return;
    const client = random.pick(idle);
    const { actor } = client;
    const pages = await Promise.all(
      town.hosts.map(async ({ userId: hostId }) => ({
        bookings: (await inside.queries.bookings({ hostId }, { limit: 200 })).items,
        waitlist: (await inside.queries.waitlist({ hostId }, { limit: 200 })).items,
      })),
    );
    const bookings = pages.flatMap((page) => page.bookings).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const waitlist = pages.flatMap((page) => page.waitlist).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const order = chooseOrder(random, { town, actor, bookings, waitlist });
    client.order = order;
    client.made += 1;
    note(`${client.name} asks: ${order.text}`);
    pursue(client, order).catch(fail);
    await schedule.settle();
  };

  const sweep = async (): Promise<void> => {
    note('sweep');
    sweepLapsed(anyProcess().dependencies)({ limit: 10 }).then(
      (expired) => note(`${expired} swept`),
      (error: unknown) => (isNoAnswer(error) ? note(`sweep: ${error.name}`) : fail(error)),
    );
    await schedule.settle();
  };

  const goOn = async (): Promise<boolean> => {
    const where = await schedule.goOn();
    if (where !== undefined) note(`goes on: ${where}`);
    return where !== undefined;
  };

  const die = async (): Promise<void> => {
    const number = random.below(PROCESSES);
    const dying = processes[number];
    // Whoever sends again finds the next one.
    processes[number] = start(number);
    await dying?.die();
  };

  const judge = async (): Promise<readonly string[]> => {
    if (failure !== undefined) return [`something was thrown: ${failure.stack}`];
    const isUndecided = (id: string): boolean =>
      clients.some(({ actor, order }) => actor.userId === id && order !== undefined);
    const undecided = (id: string): number => (isUndecided(id) ? 1 : 0);
    return breachesOf(inside.queries, { town, now: clock.now(), acknowledged, undecided });
  };

  let judgedAt = '';
  const step = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    await act();
    const versions = await Promise.all(town.hosts.map(({ userId }) => inside.queries.calendar(userId, {})));
    // As long as nothing is written or told, what was right goes on to be.
    const mark = `${versions.map((state) => state?.version).join(' ')} ${acknowledged.length} ${failure !== undefined}`;
    if (mark === judgedAt) return [];
    judgedAt = mark;
    return judge();
  };

  const acts: readonly (() => Promise<unknown>)[] = [
    ...Array.from({ length: 5 }, () => begin),
    ...Array.from({ length: 16 }, () => goOn),
    async () => {
      const minutes = random.integer(1, 8);
      note(`${minutes} minutes pass`);
      clock.advance(minutes * MINUTE_MS);
    },
    () => (random.chance(0.5) ? sweep() : die()),
  ];
  for (let number = 0; number < STEPS; number += 1) {
    const breaches = await step(random.pick(acts));
    if (breaches.length > 0) return { trace, breaches };
  }
  trouble = 0;
  let isGoing = true;
  for (let number = 0; isGoing && number < MOST_STEPS_OF_END; number += 1) {
    const breaches = await step(async () => {
      isGoing = await goOn();
    });
    if (breaches.length > 0) return { trace, breaches };
  }
  const unanswered = clients.filter(({ order }) => order !== undefined);
  if (unanswered.length > 0)
    return { trace, breaches: unanswered.map(({ name }) => `${name} never got an answer`) };
  return { trace, breaches: await judge() };
};

const isNoAnswer = (error: unknown): error is Error =>
  error instanceof StoreUnavailable || error instanceof ConcurrencyConflict || error instanceof ProcessDied;
