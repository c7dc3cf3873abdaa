import { formatInstant, MINUTE_MS, type Instant } from '@slotkeeper/domain';
import { apiClient, textIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
import { expectStatus, registerCast, type Cast } from '../src/demo/cast.js';
import { nextMidnight } from '../src/demo/day-picture.js';
import { listBookingIds } from './list-bookings.js';

/** What clients remember of a server that was stopped while they booked. */
export interface Memory {
  readonly cast: Cast;
  readonly wishes: readonly Wish[];
  /** The id of each booking that was acknowledged, by the number of its wish. */
  readonly acknowledged: ReadonlyMap<number, string>;
  /** Statuses other than 201 that were answered, by the number of the wish. */
  readonly otherAnswers: ReadonlyMap<number, number>;
}

interface Wish {
  readonly number: number;
  readonly startTime: Instant;
  readonly idempotencyKey: string;
}

const USERS = 5;
const SLOT_MINUTES = 5;
const CONCURRENT = 40;

/**
 * Clients book so many distinct slots, each under a key of its own; once some have been acknowledged, `stop` is called
 * while the others go on. Resolves when every client has its answer, or knows that it gets none.
 */
export const bookThroughStop = async (
  baseUrl: string,
  {
    bookings,
    stopAfter,
    stop,
  }: { readonly bookings: number; readonly stopAfter: number; readonly stop: () => void },
): Promise<Memory> => {
  const client = apiClient(baseUrl, CONCURRENT);
  try {
    const cast = await registerCast(client, USERS);
    const opening = nextMidnight(Date.now());
    const body = {
      hostId: cast.host.id,
      startTime: formatInstant(opening),
      endTime: formatInstant(opening + bookings * SLOT_MINUTES * MINUTE_MS),
      slotDuration: SLOT_MINUTES,
    };
    expectStatus(
      201,
      await client.send({ method: 'POST', path: '/availability', token: cast.host.token, body }),
    );
    const wishes = Array.from({ length: bookings }, (_, number): Wish => ({
      number,
      startTime: opening + number * SLOT_MINUTES * MINUTE_MS,
      idempotencyKey: `wish ${number}`,
    }));
    const acknowledged = new Map<number, string>();
    const otherAnswers = new Map<number, number>();
    const waiting = [...wishes];
    const clients = Array.from({ length: CONCURRENT }, async () => {
      for (let wish = waiting.shift(); wish !== undefined; wish = waiting.shift()) {
        const answer = await book(client, cast, wish).catch(() => undefined);
        if (answer === undefined) continue;
        if (answer.status !== 201) otherAnswers.set(wish.number, answer.status);
        else {
          acknowledged.set(wish.number, textIn(answer, 'id'));
          if (acknowledged.size === stopAfter) stop();
        }
      }
    });
    await Promise.all(clients);
    return { cast, wishes, acknowledged, otherAnswers };
  } finally {
    client.close();
  }
};

/** What a server that was started again has forgotten or does twice, in words; empty where nothing. */
export const faultsAfterRestart = async (baseUrl: string, memory: Memory): Promise<readonly string[]> => {
  const client = apiClient(baseUrl, CONCURRENT);
  try {
    const { cast, wishes, acknowledged } = memory;
    const faults: string[] = [];
    for (const [number, id] of acknowledged) {
      const { token } = bookerOf(cast, number);
      const shown = await client.send({ method: 'GET', path: `/bookings/${id}`, token });
      if (shown.status !== 200) faults.push(`booking ${id} was acknowledged and is lost: ${shown.status}`);
    }
    const retried = await Promise.all(wishes.map((wish) => book(client, cast, wish)));
    for (const { number } of wishes) {
      const answer = retried[number];
      if (answer?.status !== 201) faults.push(`the retry of wish ${number} was answered ${answer?.status}`);
      else if (acknowledged.has(number) && acknowledged.get(number) !== textIn(answer, 'id')) {
        faults.push(`the retry of wish ${number} made a second booking`);
      }
    }
    const { length: count } = await listBookingIds(client, cast);
    if (count !== wishes.length) faults.push(`${count} bookings instead of ${wishes.length}`);
    return faults;
  } finally {
    client.close();
  }
};

const book = (
  client: ApiClient,
  cast: Cast,
  { number, startTime, idempotencyKey }: Wish,
): Promise<ApiAnswer> =>
  client.send({
    method: 'POST',
    path: '/bookings',
    token: bookerOf(cast, number).token,
    idempotencyKey,
    body: { hostId: cast.host.id, startTime: formatInstant(startTime) },
  });

const bookerOf = ({ users }: Cast, number: number) => {
  const booker = users[number % users.length];
  if (booker === undefined) throw new RangeError('nobody books');
  return booker;
};
