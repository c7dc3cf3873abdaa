import { createPostgresStore } from '@slotkeeper/adapters-postgres';
import {
  HOUR_MS,
  ok,
  truncateToSecond,
  type Booking,
  type Changes,
  type UnitOfWork,
} from '@slotkeeper/domain';
import { randomUUID } from 'node:crypto';
import { atMost, figureOf, type Figure } from '../figure.js';
import { interleave, median, ratioOf } from '../measure.js';
import type { Stage } from './stage.js';

// What the package does not offer is taken from its build, where it lies beside that of the benches.
const ofStore = async <Module>(file: string): Promise<Module> =>
  (await import(new URL(`../../../packages/adapters-postgres/dist/${file}`, import.meta.url).href)) as Module;

interface Connected {
  readonly close: () => Promise<void>;
}

const { openSessions } = await ofStore<{ readonly openSessions: (settings: object) => Connected }>(
  'connection/sessions.js',
);
const { CalendarRoles } = await ofStore<{ readonly CalendarRoles: new () => object }>(
  'decisions/calendar-roles.js',
);
const { KeptCalendars } = await ofStore<{ readonly KeptCalendars: new () => object }>(
  'state/kept-calendars.js',
);
const { DEFAULT_TIMEOUTS } = await ofStore<{ readonly DEFAULT_TIMEOUTS: { readonly lockMs: number } }>(
  'connection/session-timeouts.js',
);
const { settleDecisions } = await ofStore<{
  readonly settleDecisions: (
    dependencies: object,
    decisions: readonly object[],
    attempt: { readonly calendarMs: number },
  ) => Promise<unknown>;
}>('decisions/settle-decisions.js');

const BOOKINGS_A_TURN = 100;
/** Of short turns there must be many: each is over before others have had a share of the machine, or it is not. */
const TURNS_A_ROUND = 4;
const FIRST = Date.parse('2060-01-01T00:00:00Z');

/**
 * What a single client pays for the queue that lets many share a transaction: the same decisions handed to the store one
 * after the other, against the same transactions made without the queue.
 */
export const measureLone = async (
  connectionString: string,
  { hosts }: Stage,
  rounds: number,
): Promise<Figure> => {
  const clock = { now: () => truncateToSecond(Date.now()) };
  const store = createPostgresStore({ connectionString, clock });
  const sessions = openSessions({
    connectionString,
    maxConnections: 1,
    timeouts: DEFAULT_TIMEOUTS,
    applicationName: 'slotkeeper bench',
  });
  const roles = new CalendarRoles();
  const kept = new KeptCalendars();
  const settling = {
    sessions,
    roles,
    kept,
    clock,
    onEvent: () => undefined,
    lockMs: DEFAULT_TIMEOUTS.lockMs,
  };
  const alone: UnitOfWork['decide'] = (request, decision) =>
    new Promise((resolve, reject) => {
      const waiting = {
        request,
        calendars: request.calendars,
        decision,
        deadlineMs: Infinity,
        answer: resolve as (result: unknown) => void,
        fail: reject,
      };
      settleDecisions(settling, [waiting], { calendarMs: 0 }).catch(reject);
    });
  const [host] = hosts.slice(-1);
  if (host === undefined) throw new RangeError('there is no host');
  let booked = 0;
  const bookWith = (decide: UnitOfWork['decide']) => async (): Promise<number> => {
    const begun = performance.now();
    for (let n = 0; n < BOOKINGS_A_TURN; n += 1) {
      const start = FIRST + booked++ * HOUR_MS;
      const outcome = await decide<null, never>(
        { calendars: [host.id], reading: { claims: { start, end: start + HOUR_MS } } },
        ({ now }) => ok(changesOf(host.id, start, now)),
      );
      if (!outcome.ok) throw new Error('it was not booked');
    }
    return (performance.now() - begun) / BOOKINGS_A_TURN;
  };
  try {
    const probes = { queued: bookWith(store.unitOfWork.decide), alone: bookWith(alone) };
    await probes.queued();
    await probes.alone();
    const samples = await interleave(probes, rounds * TURNS_A_ROUND);
    return figureOf(
      {
        name: 'http/lone against the same without a queue',
        value: median(samples.queued),
        unit: 'ms',
        floor: median(samples.alone),
        ratio: ratioOf(samples.queued, samples.alone),
      },
      atMost(1.15),
    );
  } finally {
    await Promise.all([store.close(), sessions.close()]);
  }
};

const changesOf = (hostId: string, start: number, now: number): Changes<null> => {
  const booking: Booking = {
    id: randomUUID(),
    hostId,
    bookerId: hostId,
    startTime: start,
    endTime: start + HOUR_MS,
    status: 'confirmed',
    attendees: 1,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  const actor = { userId: hostId, role: 'HOST' as const };
  const event = { type: 'booking.confirmed' as const, calendarId: hostId, at: now, actor, booking };
  return { answer: null, bookings: [booking], events: [event] };
};
