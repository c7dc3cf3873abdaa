import { formatInstant, HOUR_MS, Interval, MINUTE_MS, parseInstant, type Instant } from '@slotkeeper/domain';
import { apiClient, textIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
import { expectStatus, registerCast, tally, type Cast } from '../src/demo/cast.js';
import { nextMidnight } from '../src/demo/day-picture.js';
import { randomOf } from './random.js';

/** What came of a race. */
export interface RaceReport {
  /** What should not have happened, in words; empty where nothing of the kind did. */
  readonly faults: readonly string[];
  /** For people: the statuses counted, and the time. */
  readonly summary: string;
}

const USERS = 20;
const SLOT_MINUTES = 15;
const SLOT_MS = SLOT_MINUTES * MINUTE_MS;

interface Wish {
  readonly client: number;
  readonly range: Interval;
}

interface Track {
  readonly client: ApiClient;
  readonly cast: Cast;
  /** The first instant of a window of so many slots. */
  readonly opening: Instant;
  readonly slots: number;
}

/** So many clients want one and the same slot: one of them gets it, all others are told that it is taken. */
export const raceForOneSlot = (baseUrl: string, clients: number): Promise<RaceReport> =>
  onTrack(baseUrl, 6, async (track) => {
    const range = { start: track.opening, end: track.opening + SLOT_MS };
    const answers = await Promise.all(
      Array.from({ length: clients }, (_, client) => book(track, { client, range })),
    );
    const won = answers.filter(({ status }) => status === 201).length;
    const refused = answers.filter(isTimeTaken).length;
    return {
      statuses: answers.map(({ status }) => status),
      faults: [
        ...(won === 1 ? [] : [`${won} clients got the slot`]),
        ...(refused === clients - 1 ? [] : [`${refused} of ${clients - 1} were told that it is taken`]),
      ],
    };
  });

/**
 * Clients want ranges of one to six slots that overlap each other in all ways. What is booked never overlaps, and
 * nobody is refused but for a range that overlaps one of the winners'.
 */
export const raceForOverlappingRanges = (
  baseUrl: string,
  clients: number,
  seed: number,
): Promise<RaceReport> =>
  onTrack(baseUrl, 32, async (track) => {
    const random = randomOf(seed);
    const wishes = Array.from({ length: clients }, (_, client): Wish => ({
      client,
      range: anyRange(track, random),
    }));
    const answers = await Promise.all(wishes.map((wish) => book(track, wish)));
    const won = wishes.filter((_, index) => answers[index]?.status === 201).map(({ range }) => range);
    const refused = wishes.filter((_, index) => answers[index]?.status !== 201).map(({ range }) => range);
    const unfounded = refused.filter((range) => !won.some((winner) => Interval.overlaps(winner, range)));
    return {
      statuses: answers.map(({ status }) => status),
      faults: [
        ...overlapFaults(won),
        ...(won.length === 0 ? ['nobody got anything'] : []),
        ...(unfounded.length === 0 ? [] : [`${unfounded.length} were refused a range that nobody had`]),
        ...unexpected(answers, (answer) => answer.status === 201 || isTimeTaken(answer)),
      ],
    };
  });

/**
 * Each client, round by round, books if it has nothing, and else moves or cancels what it has, all clients at once. In
 * the end every booking is as its client was last told, and those that still stand do not overlap.
 */
export const raceOfChanges = (
  baseUrl: string,
  { clients, rounds, seed }: { readonly clients: number; readonly rounds: number; readonly seed: number },
): Promise<RaceReport> =>
  onTrack(baseUrl, 200, async (track) => {
    const random = randomOf(seed);
    const plans = Array.from({ length: clients }, () =>
      Array.from({ length: rounds }, () => ({
        range: anyRange(track, random),
        cancels: random.below(3) === 0,
      })),
    );
    const answers: ApiAnswer[] = [];
    const told = new Map<string, { readonly answer: ApiAnswer; readonly client: number }>();
    await Promise.all(
      plans.map(async (plan, client) => {
        let held: string | undefined;
        for (const { range, cancels } of plan) {
          const answer: ApiAnswer =
            held === undefined
              ? await book(track, { client, range })
              : await changeBooking(track, client, held, cancels ? 'cancel' : range);
          answers.push(answer);
          if (answer.status !== 200 && answer.status !== 201) continue;
          const id = textIn(answer, 'id');
          told.set(id, { answer, client });
          held = textIn(answer, 'status') === 'cancelled' ? undefined : id;
        }
      }),
    );
    const faults = unexpected(answers, (answer) => [200, 201].includes(answer.status) || isTimeTaken(answer));
    const standing: Interval[] = [];
    for (const [id, { answer, client }] of told) {
      const now = expectStatus(
        200,
        await track.client.send({ method: 'GET', path: `/bookings/${id}`, token: tokenOf(track, client) }),
      );
      if (JSON.stringify(now.body) !== JSON.stringify(answer.body)) {
        faults.push(
          `booking ${id} is not as its client was told: ${JSON.stringify([now.body, answer.body])}`,
        );
      }
      if (textIn(now, 'status') === 'confirmed') standing.push(rangeIn(now));
    }
    return { statuses: answers.map(({ status }) => status), faults: [...faults, ...overlapFaults(standing)] };
  });

const onTrack = async (
  baseUrl: string,
  slots: number,
  run: (
    track: Track,
  ) => Promise<{ readonly statuses: readonly number[]; readonly faults: readonly string[] }>,
): Promise<RaceReport> => {
  const client = apiClient(baseUrl);
  try {
    const cast = await registerCast(client, USERS);
    const opening = nextMidnight(Date.now()) + 9 * HOUR_MS;
    const body = {
      hostId: cast.host.id,
      startTime: formatInstant(opening),
      endTime: formatInstant(opening + slots * SLOT_MS),
      slotDuration: SLOT_MINUTES,
    };
    expectStatus(
      201,
      await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body }),
    );
    const begun = performance.now();
    const { statuses, faults } = await run({ client, cast, opening, slots });
    const seconds = ((performance.now() - begun) / 1_000).toFixed(2);
    return { faults, summary: `${tally(statuses)} in ${seconds} s` };
  } finally {
    client.close();
  }
};

const anyRange = (
  { opening, slots: open }: Track,
  random: { readonly below: (below: number) => number },
): Interval => {
  const slots = 1 + random.below(6);
  const start = opening + random.below(open - slots + 1) * SLOT_MS;
  return { start, end: start + slots * SLOT_MS };
};

const tokenOf = ({ cast }: Track, client: number): string | undefined => cast.users[client % USERS]?.token;

const book = (track: Track, { client, range }: Wish): Promise<ApiAnswer> =>
  track.client.send({
    method: 'POST',
    path: '/bookings',
    token: tokenOf(track, client),
    body: { hostId: track.cast.host.id, ...timesOf(range) },
  });

const changeBooking = (
  track: Track,
  client: number,
  id: string,
  change: 'cancel' | Interval,
): Promise<ApiAnswer> =>
  track.client.send({
    method: 'POST',
    path: `/bookings/${id}/${change === 'cancel' ? 'cancel' : 'reschedule'}`,
    token: tokenOf(track, client),
    body: change === 'cancel' ? {} : timesOf(change),
  });

const timesOf = ({ start, end }: Interval) => ({
  startTime: formatInstant(start),
  endTime: formatInstant(end),
});

const rangeIn = (answer: ApiAnswer): Interval => {
  const [start, end] = ['startTime', 'endTime'].map((member) => parseInstant(textIn(answer, member)));
  if (start?.ok !== true || end?.ok !== true) throw new Error(`not a range: ${JSON.stringify(answer.body)}`);
  return { start: start.value, end: end.value };
};

const isTimeTaken = (answer: ApiAnswer): boolean =>
  answer.status === 409 && textIn(answer, 'code') === 'time_taken';

const overlapFaults = (ranges: readonly Interval[]): string[] => {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  return sorted.flatMap((range, index) => {
    const next = sorted[index + 1];
    return next !== undefined && Interval.overlaps(range, next)
      ? [`${Interval.format(range)} and ${Interval.format(next)} are both booked`]
      : [];
  });
};

const unexpected = (answers: readonly ApiAnswer[], isExpected: (answer: ApiAnswer) => boolean): string[] =>
  answers
    .filter((answer) => !isExpected(answer))
    .map(({ status, body }) => `${status} ${JSON.stringify(body)}`);
