import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import { relayOutbox } from '@slotkeeper/domain';

/**
 * A relay that is run as a process of its own, so that it can be killed: `relay.js KIND DATABASE FILE`. It appends a line
 * for each event that it delivers, and says when it is ready and when it delivers. Two of its kinds are wrong, and it is to be seen that they are.
 */
const [, , kind, connectionString, file] = process.argv;
const LIMIT = 50;

const say = (word) => process.stdout.write(`${word}\n`);
// Who is killed while it writes leaves a part of a line. The next one begins on a line of its own, and a line that has
// its end is whole.
const write = (entries) =>
  appendFileSync(
    file,
    `\n${entries.map(({ calendarId, version }) => `${calendarId} ${version}.\n`).join('')}`,
  );

const outboxRelay = async (deliver) => {
  const clock = { now: () => Date.now() };
  const { outbox } = createPostgresStore({ connectionString, clock });
  await outbox.consumers();
  say('ready');
  await relayOutbox({ outbox, pause: () => sleep(10) })({
    consumer: 'torture',
    limit: LIMIT,
    deliver: (entries) => {
      say('delivering');
      return deliver(entries.map(({ version, event }) => ({ calendarId: event.calendarId, version })));
    },
    isStopped: () => false,
    onFailure: ({ error }) => {
      throw error;
    },
    onUnavailable: (error) => {
      throw error;
    },
  });
};

const KINDS = {
  /** The lines are there before the events count as delivered, and the relay may be killed before and after either. */
  sound: () =>
    outboxRelay(async (entries) => {
      await sleep(Math.random() * 5);
      write(entries);
      await sleep(Math.random() * 5);
    }),
  /** Wrong: events count as delivered, and then are. */
  forgetful: () =>
    outboxRelay(async (entries) => {
      void sleep(Math.random() * 300).then(() => write(entries));
    }),
  /** Wrong: events have numbers of one sequence, and those above the last that was seen are new. */
  sequence: async () => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    say('ready');
    for (;;) {
      const { rows } = await client.query(
        `select number, calendar_id as "calendarId", version from outbox
         where number > (select number from last_seen) order by number limit ${LIMIT}`,
      );
      if (rows.length === 0) await sleep(1);
      else {
        write(rows);
        await client.query('update last_seen set number = $1', [rows.at(-1).number]);
      }
    }
  },
};

await KINDS[kind]();
