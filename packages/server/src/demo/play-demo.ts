import { formatInstant, HOUR_MS, MINUTE_MS, parseInstant, type Instant } from '@slotkeeper/domain';
import { apiClient, itemsIn, textIn, type ApiAnswer, type ApiClient } from './api-client.js';
import { expectStatus, registerCast, tally, type Cast, type Player } from './cast.js';
import { clockTime, dateOf, drawDay, nextMidnight } from './day-picture.js';
import { count, type Terminal } from './terminal.js';

/** What the demo needs of the world. */
export interface Stage {
  readonly url: string;
  readonly now: Instant;
  readonly terminal: Terminal;
  /** Asks the database itself how many pairs of bookings of one host overlap. */
  readonly countOverlaps: () => Promise<number>;
  readonly clients?: number;
}

const USERS = 20;
const CLIENTS = 1_000;
const SLOT_MINUTES = 30;

/**
 * Plays a day at a booking desk: a host states 10:00 to 13:00, a thousand clients want 10:00, others book the rest.
 *
 * @returns what went wrong, in words; empty where all is as it should be
 */
export const playDemo = async (stage: Stage): Promise<readonly string[]> => {
  const client = apiClient(stage.url);
  try {
    return await play(stage, client, stage.clients ?? CLIENTS);
  } finally {
    client.close();
  }
};

const play = async (
  { now, terminal, countOverlaps }: Stage,
  client: ApiClient,
  clients: number,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  const check = (holds: boolean, what: string): void => {
    terminal.line(`  ${holds ? terminal.green('✓') : terminal.red('✗')} ${what}`);
    if (!holds) faults.push(what);
  };

  terminal.line(`  registering Ada, who is a host, and ${USERS} users …`);
  const cast = await registerCast(client, USERS);
  const ten = nextMidnight(now) + 10 * HOUR_MS;
  const stated = {
    hostId: cast.host.id,
    startTime: formatInstant(ten),
    endTime: formatInstant(ten + 3 * HOUR_MS),
    slotDuration: SLOT_MINUTES,
  };
  terminal.line();
  terminal.line(terminal.bold('Ada states when she is available'));
  terminal.line(`  POST /availability ${terminal.dim(JSON.stringify(stated))}`);
  expectStatus(
    201,
    await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body: stated }),
  );
  const offered = await freeStarts(client, cast.host.id, ten);
  terminal.line(`  GET /slots → ${offered.length} slots on ${dateOf(ten)} (UTC)`);
  await draw(client, terminal, cast, ten, offered);
  check(
    offered.join() === Array.from({ length: 6 }, (_, index) => ten + index * SLOT_MINUTES * MINUTE_MS).join(),
    'three hours of thirty minutes are six slots',
  );

  terminal.line();
  terminal.line(terminal.bold(`${count(clients)} clients want 10:00, while others book the rest`));
  terminal.line(
    terminal.dim(
      `  ${count(clients)} requests at once, each on a connection of its own; ${USERS} accounts take turns`,
    ),
  );
  const race = await raceFor(client, terminal, cast, ten, offered.slice(1), clients);
  const { winner } = race;
  terminal.line(
    `  10:00 went to ${winner === undefined ? 'nobody' : terminal.bold(`client ${count(winner.client)} (${winner.player.name})`)}`,
  );
  terminal.line(`  10:00    ${tally(race.wanted.map(({ status }) => status))}`);
  terminal.line(`  the rest ${tally(race.others.map(({ status }) => status))}`);
  terminal.line(
    `  in ${race.seconds.toFixed(2)} s, ${count(Math.round((clients + race.others.length) / race.seconds))} answers a second`,
  );
  check(race.wanted.filter(({ status }) => status === 201).length === 1, 'exactly one client got 10:00');
  check(
    race.wanted.filter(({ status }) => status === 409).length === clients - 1,
    `${count(clients - 1)} were told that it is taken`,
  );
  check(
    race.others.every(({ status }) => status === 201),
    'everybody who wanted another time got it',
  );

  const last = race.others.at(-1);
  const lastBooker = cast.users[race.others.length % USERS];
  if (last?.status === 201 && lastBooker !== undefined) {
    const path = `/bookings/${textIn(last, 'id')}/cancel`;
    const cancelled = await client.send({ method: 'POST', path, token: lastBooker.token });
    check(
      cancelled.status === 200,
      `${lastBooker.name} cancels ${clockTime(offered.at(-1) ?? ten)}, and it is free again`,
    );
  }
  terminal.line();
  terminal.line(terminal.bold(`Ada's ${dateOf(ten)}`));
  const booked = await draw(client, terminal, cast, ten, offered);
  const free = await freeStarts(client, cast.host.id, ten);
  check(
    booked === offered.length - 1 && free.length === 1,
    'the slots still offered are those that are not booked',
  );
  const overlaps = await countOverlaps();
  check(overlaps === 0, `SQL: ${overlaps} pairs of bookings overlap`);
  return faults;
};

interface Race {
  readonly wanted: readonly ApiAnswer[];
  readonly others: readonly ApiAnswer[];
  readonly winner: { readonly client: number; readonly player: Player } | undefined;
  readonly seconds: number;
}

const raceFor = async (
  client: ApiClient,
  terminal: Terminal,
  { host, users }: Cast,
  ten: Instant,
  rest: readonly Instant[],
  clients: number,
): Promise<Race> => {
  const total = clients + rest.length;
  let answered = 0;
  const book = async (number: number, startTime: Instant): Promise<ApiAnswer> => {
    const answer = await client.send({
      method: 'POST',
      path: '/bookings',
      token: users[number % users.length]?.token,
      body: { hostId: host.id, startTime: formatInstant(startTime) },
    });
    answered += 1;
    terminal.progress('answered', answered, total);
    return answer;
  };
  const started = performance.now();
  const gap = Math.floor(clients / (rest.length + 1));
  const others: Promise<ApiAnswer>[] = [];
  const wanted: Promise<ApiAnswer>[] = [];
  for (let number = 1; number <= clients; number += 1) {
    wanted.push(book(number, ten));
    const next = rest[others.length];
    // The others come in between, not after.
    if (next !== undefined && number % gap === 0) others.push(book(others.length + 1, next));
  }
  const answers = await Promise.all(wanted);
  const otherAnswers = await Promise.all(others);
  const seconds = (performance.now() - started) / 1_000;
  const index = answers.findIndex(({ status }) => status === 201);
  const player = users[(index + 1) % users.length];
  return {
    wanted: answers,
    others: otherAnswers,
    winner: index < 0 || player === undefined ? undefined : { client: index + 1, player },
    seconds,
  };
};

const freeStarts = async (client: ApiClient, hostId: string, ten: Instant): Promise<readonly Instant[]> => {
  const query = new URLSearchParams({
    hostId,
    from: formatInstant(ten),
    to: formatInstant(ten + 3 * HOUR_MS),
  });
  const listed = expectStatus(200, await client.send({ method: 'GET', path: `/slots?${query.toString()}` }));
  return startsOf(itemsIn(listed));
};

const startsOf = (items: readonly Readonly<Record<string, unknown>>[]): Instant[] =>
  items.map(({ startTime }) => {
    const parsed = typeof startTime === 'string' ? parseInstant(startTime) : undefined;
    if (parsed?.ok !== true) throw new Error(`expected an instant, got ${JSON.stringify(startTime)}`);
    return parsed.value;
  });

/** @returns how many slots are booked */
const draw = async (
  client: ApiClient,
  terminal: Terminal,
  { host, users }: Cast,
  ten: Instant,
  slots: readonly Instant[],
): Promise<number> => {
  const query = new URLSearchParams({
    from: formatInstant(ten),
    to: formatInstant(ten + 3 * HOUR_MS),
    status: 'confirmed',
  });
  const listed = expectStatus(
    200,
    await client.send({ method: 'GET', path: `/bookings?${query.toString()}`, token: host.token }),
  );
  const items = itemsIn(listed);
  const starts = startsOf(items);
  const bookers = new Map(
    starts.map((start, index) => [
      start,
      users.find(({ id }) => id === items[index]?.['bookerId'])?.name ?? 'somebody',
    ]),
  );
  drawDay(
    terminal,
    slots.map((startTime) => ({ startTime, bookedBy: bookers.get(startTime) })),
    SLOT_MINUTES,
  );
  return bookers.size;
};
