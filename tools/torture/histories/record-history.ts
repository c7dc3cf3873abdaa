import { MINUTE_MS } from '@slotkeeper/domain';
import { DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../fuzz/seeded-random.js';
import type { CalendarCommand } from './calendar-model.js';
import { chooseWish, type KnownBooking, type Wish, type Wisher } from './choose-wish.js';
import type { Call } from './history.js';
import type { StagedCalendar } from './staged-calendar.js';
import type { ClientAnswer, TwoServers } from './two-servers.js';

/** What clients did to calendars at the same time, and what they heard. */
export interface RecordedHistory {
  readonly seed: number;
  /** By calendar: none knows of another. */
  readonly calendars: readonly (readonly Call<CalendarCommand>[])[];
  /** What each request came to: a status, the code of a problem, or `no answer`. */
  readonly ends: readonly string[];
}

/** What is to be recorded. */
export interface Recording {
  readonly seed: number;
  /** One that nothing was recorded of yet. */
  readonly day: number;
  /** How likely it is that a client hangs up on its request. */
  readonly hangUps: number;
  /** How likely it is, at each request, that the next commit of the second server is cut. */
  readonly lostCommits: number;
}

const COMMANDS_OF_A_CLIENT = 5;
/** How often a command is sent that has a key, and gets no answer. */
const MOST_SENDINGS = 4;
/** How often a command is sent again that was turned away. */
const MOST_TURNS = 500;
/** Longer than a request takes that meets nobody, in milliseconds. */
const LONGEST_PATIENCE_MS = 6;
const LEAP_OF_CLOCK = 0.03;

/** Nothing was done. It is as if it had not been sent. */
const TURNED_AWAY: ReadonlySet<string> = new Set([
  'concurrency_conflict',
  'key_in_flight',
  'store_unavailable',
]);

interface Client extends Wisher {
  readonly token: string;
  /** The calendars that it asks things of. */
  readonly pages: readonly Page[];
}

/** One calendar while it is being recorded. */
interface Page extends StagedCalendar {
  readonly known: KnownBooking[];
  readonly calls: Sent[];
}

type NamedWish = Wish & { readonly name: string; readonly keyed: boolean };

interface Sent {
  readonly client: string;
  readonly wish: NamedWish;
  readonly asked: number;
  /** The number of the clock's time when it was asked, and when it was heard. */
  readonly firstTime: number;
  readonly heard?: { readonly at: number; readonly answer: string; readonly lastTime: number };
}

/**
 * Lets clients book, hold, confirm, extend, cancel, reschedule and look on two calendars, all at once, through both
 * servers, while the clock leaps now and then. What they choose follows from the seed; how they meet does not.
 */
export const recordHistory = async (
  servers: TwoServers,
  { seed, day, hangUps, lostCommits }: Recording,
): Promise<RecordedHistory> => {
  const { clock, users, hosts, ways, proxy } = servers;
  clock.set(DEFAULT_NOW);
  const ends: string[] = [];
  const times = [0];
  let stamps = 0;
  const stamp = (): number => (stamps += 1);
  const nameOf = (id: string): string => `user ${1 + users.findIndex((user) => user.id === id)}`;

  const leap = (minutes: number): void => {
    clock.advance(minutes * MINUTE_MS);
    times.push((clock.now() - DEFAULT_NOW) / MINUTE_MS);
  };

  /** What a client hears, and how it ends; nothing, where nobody knows. */
  const read = (page: Page, wish: Wish, answer: ClientAnswer | undefined): string | undefined => {
    if (answer === undefined) {
      ends.push('no answer');
      return undefined;
    }
    const { status, body } = answer;
    if (status === 200 || status === 201) {
      ends.push(String(status));
      return page.told(wish, body, nameOf);
    }
    const member = (name: string): string => String(Reflect.get(Object(body), name));
    const code = member('code');
    const isUnknown = code === 'store_unavailable' && member('outcome') === 'unknown';
    ends.push(isUnknown ? `${code}, outcome unknown` : code);
    return isUnknown ? undefined : code;
  };

  const sendOnce = async (client: Client, page: Page, wish: NamedWish): Promise<Sent> => {
    const { random, name, token } = client;
    if (random.chance(lostCommits)) proxy.cut(random.pick(['before the commit', 'after the commit']), 1);
    const cutting = random.chance(hangUps) ? new AbortController() : undefined;
    const patienceMs = random.below(LONGEST_PATIENCE_MS);
    const idOf = (booking: string): string =>
      page.known.find((known) => known.name === booking)?.id ?? booking;
    const way = random.pick(ways);
    const asked = stamp();
    const firstTime = times.length - 1;
    const sending = way({
      ...page.wireOf(wish, idOf),
      headers: {
        authorization: `Bearer ${token}`,
        ...(wish.keyed ? { 'idempotency-key': `${seed} ${wish.name}` } : {}),
      },
      ...(cutting === undefined ? {} : { signal: cutting.signal }),
    });
    if (cutting !== undefined) setTimeout(() => cutting.abort(), patienceMs);
    // It may be cut off, and by nothing else than that.
    const response = await sending.catch((error: unknown) => {
      if (cutting === undefined) throw error;
      return undefined;
    });
    const answer = read(page, wish, response);
    const sent = { client: name, wish, asked, firstTime };
    if (answer === undefined) return sent;
    const isMade = (wish.do === 'book' || wish.do === 'hold') && response?.status === 201;
    if (isMade) {
      const id = String(Reflect.get(Object(response.body), 'id'));
      page.known.push({ name: wish.name, id, owner: name, halfHours: wish.halfHours });
    }
    return { ...sent, heard: { at: stamp(), answer, lastTime: times.length - 1 } };
  };

  /** Sends a wish until it has an answer, if it may be sent again. */
  const send = async (client: Client, page: Page, wish: NamedWish): Promise<void> => {
    let sendings = 0;
    for (let turns = 0; turns < MOST_TURNS; turns += 1) {
      const sent = await sendOnce(client, page, wish);
      if (sent.heard !== undefined && TURNED_AWAY.has(sent.heard.answer)) {
        await sleep(1);
        continue;
      }
      page.calls.push(sent);
      sendings += 1;
      if (sent.heard !== undefined || !wish.keyed || sendings === MOST_SENDINGS) return;
    }
  };

  const play = async (client: Client): Promise<void> => {
    const { random, pages } = client;
    for (let number = 1; number <= COMMANDS_OF_A_CLIENT; number += 1) {
      if (random.chance(LEAP_OF_CLOCK)) leap(random.integer(3, 12));
      const page = random.pick(pages);
      const wish = chooseWish(client, page.known);
      const keyed = wish.do !== 'show' && wish.do !== 'list' && random.chance(0.5);
      await send(client, page, { ...wish, name: `${client.name}, ${number}`, keyed });
    }
  };

  const pages = await Promise.all(
    hosts.map(async ({ open }): Promise<Page> => ({ ...(await open(day)), known: [], calls: [] })),
  );
  const randomOf = (client: number) => seededRandom(seed * 100 + client);
  const owners = pages.map((page, index): Client => {
    const name = `host ${index + 1}`;
    return { name, token: page.token, isHost: true, random: randomOf(50 + index), pages: [page] };
  });
  const bookers = users.map(({ id, token }, index): Client => {
    return { name: nameOf(id), token, isHost: false, random: randomOf(index), pages };
  });
  await Promise.all([...bookers, ...owners].map(play));
  proxy.cut('before the commit', 0);
  // Last of all, what has come of it.
  for (const owner of owners)
    for (const page of owner.pages)
      await send(owner, page, { do: 'list', name: `${owner.name}, last`, keyed: false });

  const callOf = ({ client, wish, asked, firstTime, heard }: Sent): Call<CalendarCommand> => {
    const nows = times.slice(firstTime, heard && heard.lastTime + 1);
    const command: CalendarCommand = { ...wish, nows };
    return { client, command, asked, ...(heard === undefined ? {} : { heard }) };
  };
  return { seed, ends, calendars: pages.map(({ calls }) => calls.map(callOf)) };
};
