import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '@slotkeeper/domain';
import { percentile, runClosedLoop, type LoopReport } from './closed-loop.js';
import { requestText } from './requests.js';
import { SLOT_MINUTES, type Stage } from './stage.js';

/** What clients ask of a server on a stage, each time something new. */
export interface Loads {
  /** Bookings of all hosts in turn, each of a time that is free. */
  readonly booking: (client: number) => string;
  /** The same of one host, another each time: one has no more than some ten thousand half hours within the horizon. */
  readonly ofHotHost: () => (client: number) => string;
  /** A slot that nobody has asked for yet, and the request for it by a client. */
  readonly nextSlot: () => (client: number) => string;
  /** Thirty days of one host; the same question each time. */
  readonly slots: () => string;
  /** The same days, from another second on each time: a question that nobody has asked before. */
  readonly otherSlots: () => string;
}

const SLOTS_A_DAY = 12;
/** Of a hot host this many times are left to those who book of all hosts in turn. */
const FIRST_OF_HOT = 10_000;
/** Within the office hours of the stage, in winter and in summer. */
const FIRST_HOUR = 15;
const BUSY_ROWS = 60;

export const loadsOn = ({ hosts, users }: Stage, nowMs: number): Loads => {
  const run = nowMs.toString(36);
  const opening = Math.ceil((nowMs + 2 * DAY_MS) / DAY_MS) * DAY_MS;
  const timeOf = workingTimes(opening);
  let asked = 0;
  const bookingOf = (host: Stage['hosts'][number], time: number, client: number): string => {
    asked += 1;
    const user = users[(asked * 7 + client) % users.length];
    if (user === undefined) throw new RangeError('nobody is there to book');
    return requestText({
      method: 'POST',
      path: '/bookings',
      token: user.token,
      idempotencyKey: `${run}-${asked}`,
      body: { eventTypeId: host.eventTypeId, startTime: formatInstant(time) },
    });
  };
  const [listed, hot, ...others] = hosts;
  if (listed === undefined || hot === undefined || others.length === 0)
    throw new RangeError('a stage has three hosts at the least');
  let booked = 0;
  let hotHosts = 0;
  let slotsWanted = 0;
  let seconds = 0;
  const slotsFrom = (from: number): string =>
    requestText({
      method: 'GET',
      path: `/slots?eventTypeId=${listed.eventTypeId}&from=${formatInstant(from)}&to=${formatInstant(opening + 30 * DAY_MS)}`,
    });
  return {
    booking: (client) => {
      const host = others[booked % others.length] ?? hot;
      const time = timeOf(Math.floor(booked / others.length));
      booked += 1;
      return bookingOf(host, time, client);
    },
    ofHotHost: () => {
      const one = others[hotHosts++ % others.length] ?? hot;
      let bookedOfIt = FIRST_OF_HOT;
      return (client) => bookingOf(one, timeOf(bookedOfIt++), client);
    },
    nextSlot: () => {
      const time = timeOf(slotsWanted++);
      return (client) => bookingOf(hot, time, client);
    },
    slots: () => slotsFrom(opening),
    otherSlots: () => slotsFrom(opening + (seconds++ % 43_200) * 1_000),
  };
};

/** Books what is busy in the thirty days that are listed. */
export const plantBusyRows = async (port: number, { hosts, users }: Stage, nowMs: number): Promise<void> => {
  const [listed] = hosts;
  const [user] = users;
  if (listed === undefined || user === undefined) throw new RangeError('nobody is on the stage');
  const timeOf = workingTimes(Math.ceil((nowMs + 2 * DAY_MS) / DAY_MS) * DAY_MS);
  let row = 0;
  const { statuses } = await runClosedLoop({
    port,
    clients: 1,
    next: () => {
      if (row === BUSY_ROWS) return undefined;
      row += 1;
      // Three a day, so that they lie over the whole of the thirty days.
      const time = timeOf(Math.floor((row - 1) / 3) * SLOTS_A_DAY + ((row - 1) % 3) * 4);
      return requestText({
        method: 'POST',
        path: '/bookings',
        token: user.token,
        idempotencyKey: `busy-${row}`,
        body: { eventTypeId: listed.eventTypeId, startTime: formatInstant(time) },
      });
    },
  });
  if (statuses.get(201) !== BUSY_ROWS)
    throw new Error(`not all were booked: ${JSON.stringify([...statuses])}`);
};

/** The n-th time of a host's working days, half hour after half hour. */
const workingTimes = (opening: number): ((n: number) => number) => {
  const days: number[] = [];
  let day = opening;
  return (n) => {
    const wanted = Math.floor(n / SLOTS_A_DAY);
    while (days.length <= wanted) {
      const weekday = new Date(day).getUTCDay();
      if (weekday !== 0 && weekday !== 6) days.push(day);
      day += DAY_MS;
    }
    return (days[wanted] ?? 0) + FIRST_HOUR * HOUR_MS + (n % SLOTS_A_DAY) * SLOT_MINUTES * MINUTE_MS;
  };
};

/** @throws Error where anything but this was answered */
export const answeredAll = (status: number, report: LoopReport): LoopReport => {
  if (report.statuses.get(status) === report.answers && report.answers > 0) return report;
  throw new Error(`not all were answered ${status}: ${JSON.stringify([...report.statuses])}`);
};

export const p99 = (report: LoopReport): number => percentile(report, 0.99);
