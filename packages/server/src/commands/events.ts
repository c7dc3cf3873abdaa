import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresStore, migrateUp } from '@slotkeeper/adapters-postgres';
import {
  relayOutbox,
  type ConsumerName,
  type ConsumerStart,
  type Deliver,
  type Outbox,
} from '@slotkeeper/domain';
import { wireEvent } from '@slotkeeper/http-fastify';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import type { StoppableProcess } from '../stop-on-signal.js';
import { withDatabase } from '../storage/with-database.js';
import { systemClock } from '../system-clock.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';

export interface FollowOptions {
  readonly from: ConsumerStart;
  /** Whether it ends once nothing waits, rather than wait for more. */
  readonly once?: boolean | undefined;
}

/** Where the lines go: `done` is called once they have been handed to the operating system, or could not be. */
export interface LineSink {
  readonly write: (text: string, done: (error?: Error | null) => void) => unknown;
}

const PAUSE_MS = 500;

/**
 * Writes events as lines of JSON, one each, until it is told to stop. What was not written is written by the next.
 * @throws whatever kept it from writing
 */
export const eventsFollow = (
  configuration: Configuration,
  consumer: ConsumerName,
  options: FollowOptions,
  { out, process }: { readonly out: LineSink; readonly process: StoppableProcess },
): Promise<Outcome> =>
  withOutbox(configuration, async (outbox) => {
    await outbox.subscribe(consumer, options.from);
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    for (const signal of SIGNALS) process.on(signal, stop);
    try {
      const pause = async (): Promise<void> => {
        if (options.once === true) return stop();
        // Ended by a signal, it has done its work.
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      };
      await relayOutbox({ outbox, pause })({
        consumer,
        deliver: linesTo(out),
        isStopped: () => stopping.signal.aborted,
        // Whoever read the lines is gone, or the disk is full: another try would not help.
        onFailure: ({ error }) => {
          throw error;
        },
        onUnavailable: (error) => {
          throw error;
        },
      });
    } finally {
      for (const signal of SIGNALS) process.off(signal, stop);
    }
    return { exitCode: EXIT.done, json: undefined, text: '' };
  });

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const linesTo =
  ({ write }: LineSink): Deliver =>
  (entries) =>
    new Promise((resolve, reject) => {
      const lines = entries.map((entry) => `${JSON.stringify(wireEvent(entry))}\n`);
      write(lines.join(''), (error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });

/** Lists who is told of events. */
export const eventsConsumers = async (configuration: Configuration): Promise<Outcome> => {
  const items = await withOutbox(configuration, (outbox) => outbox.consumers());
  return {
    exitCode: EXIT.done,
    json: { items },
    text: textTable([
      ['CONSUMER', 'CALENDARS WAITING'],
      ...items.map(({ name, waiting }) => [name, String(waiting)]),
    ]),
  };
};

/** Forgets somebody who was told of events. */
export const eventsForget = async (
  configuration: Configuration,
  consumer: ConsumerName,
): Promise<Outcome> => {
  const forgotten = await withOutbox(configuration, (outbox) => outbox.unsubscribe(consumer));
  return {
    exitCode: forgotten ? EXIT.done : EXIT.attention,
    json: { forgotten },
    text: forgotten ? `forgot ${consumer}` : `there is no consumer ${consumer}`,
  };
};

const withOutbox = <T>(configuration: Configuration, use: (outbox: Outbox) => Promise<T>): Promise<T> =>
  withDatabase(configuration, async (connectionString) => {
    const { connectTimeoutMs: connectMs, statementTimeoutMs: statementMs } = configuration;
    await migrateUp({ connectionString, connectTimeoutMs: connectMs });
    const store = createPostgresStore({
      connectionString,
      clock: systemClock,
      timeouts: { connectMs, statementMs },
      applicationName: 'slotkeeper events',
    });
    try {
      return await use(store.outbox);
    } finally {
      await store.close();
    }
  });
