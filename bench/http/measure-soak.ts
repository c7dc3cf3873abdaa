import { atMost, figureOf, type Figure } from '../figure.js';
import { median } from '../measure.js';
import { runClosedLoop } from './closed-loop.js';
import { startDurablePostgres } from './durable-postgres.js';
import { answeredAll, loadsOn, plantBusyRows } from './loads.js';
import { MEGABYTE, startServer } from './serving.js';
import { plantStage, USERS } from './stage.js';

const CLIENTS = 32;
const SLICE_MS = 5_000;
const HOSTS = 200;

/**
 * What a server holds in memory while it is asked for bookings, known lists and new ones by turns, minute after minute:
 * the most, and what it has come to in the last quarter of the time against the second. The first quarter is left to
 * what is filled once.
 */
export const measureSoak = async (minutes: number): Promise<readonly Figure[]> => {
  const postgres = await startDurablePostgres();
  try {
    const stage = await plantStage(postgres.connectionString, { hosts: HOSTS, users: USERS });
    const server = await startServer(postgres.connectionString);
    try {
      const nowMs = Date.now();
      await plantBusyRows(server.port, stage, nowMs);
      const loads = loadsOn(stage, nowMs);
      const turns = [
        { next: loads.booking, status: 201 },
        { next: loads.slots, status: 200 },
        { next: loads.otherSlots, status: 200 },
      ];
      const resident: number[] = [];
      const until = performance.now() + minutes * 60_000;
      let answers = 0;
      while (performance.now() < until) {
        for (const { next, status } of turns) {
          const report = await runClosedLoop({ port: server.port, clients: CLIENTS, next, forMs: SLICE_MS });
          answers += answeredAll(status, report).answers;
        }
        resident.push(server.residentBytes() / MEGABYTE);
      }
      const quarter = Math.floor(resident.length / 4);
      const before = median(resident.slice(quarter, 2 * quarter));
      const after = median(resident.slice(-quarter));
      const grown = { name: 'soak/memory at the end to before', value: after, unit: 'MB', floor: before };
      return [
        figureOf({ name: 'soak/answers', value: answers, unit: `in ${minutes} minutes` }, undefined),
        figureOf({ ...grown, ratio: after / before }, atMost(1.1)),
        figureOf(
          { name: 'soak/memory', value: server.peakBytes() / MEGABYTE, unit: 'MB at the most' },
          atMost(250),
        ),
      ];
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
};
