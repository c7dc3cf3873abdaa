import {
  book,
  cancelBooking,
  confirmHold,
  extendHold,
  hold,
  HOUR_MS,
  MINUTE_MS,
  ok,
  rescheduleBooking,
  SECOND_MS,
  sweepLapsed,
  type Booking,
  type Instant,
  type Result,
  type User,
} from '@slotkeeper/domain';
import { actorOf, aHost, anAvailability, aUser, DEFAULT_NOW } from '@slotkeeper/domain/testing';
import { randomUUID } from 'node:crypto';
import type { SeededRandom } from '../../fuzz/seeded-random.js';
import type { DifferingServer, DifferingServers } from './differing-servers.js';

const HOSTS = 3;
const USERS = 12;
const SLOTS = 24;
const SLOT_MS = 15 * MINUTE_MS;
/** Beyond the reach of any clock here: nothing has begun while the day is booked. */
const OPENING = DEFAULT_NOW + 48 * HOUR_MS;
const AT_ONCE = 12;
const LONGEST_HOLD_MINUTES = 20;

/** What was asked of one server at one moment, and what came of it. */
export interface Attempt {
  readonly verb: Verb;
  /** What the time was, whatever the server took it for. */
  readonly at: Instant;
  /** Undefined where it was a new one that was asked for. */
  readonly before: Booking | undefined;
  readonly outcome: Result<Booking, string>;
}

/** A hold that somebody was promised, and that had expired when it was looked at. */
interface Release {
  readonly id: string;
  readonly deadline: Instant;
  /** What the time was: no later than this, and after the look before. */
  readonly seenAt: Instant;
}

export interface BusyDay {
  readonly hosts: readonly User[];
  readonly attempts: readonly Attempt[];
  readonly releases: readonly Release[];
}

type Verb = 'book' | 'hold' | 'confirm' | 'extend' | 'cancel' | 'reschedule';

const ON_A_HOLD: readonly Verb[] = ['confirm', 'confirm', 'extend', 'cancel', 'reschedule'];
const ON_AN_AGREED_ONE: readonly Verb[] = ['cancel', 'reschedule'];

export interface DayPlan {
  readonly random: SeededRandom;
  readonly turns: number;
  /** What becomes of the clocks before a turn. */
  readonly turnClocks?: ((servers: readonly DifferingServer[], random: SeededRandom) => void) | undefined;
}

/**
 * Users book, hold, confirm, move and cancel times of a few hosts, many at once on whatever server, and holds run out of
 * time while they do. Time stands still within a turn; nobody does two things to one booking in it.
 */
export const spendDay = async (
  { servers, truth }: DifferingServers,
  { random, turns, turnClocks = () => undefined }: DayPlan,
): Promise<BusyDay> => {
  const hosts = Array.from({ length: HOSTS }, () => aHost({ id: randomUUID() }));
  const users = Array.from({ length: USERS }, () => aUser({ id: randomUUID() }));
  await openDay(servers, hosts, users);
  const known = new Map<string, Booking>();
  const attempts: Attempt[] = [];
  const releases: Release[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    turnClocks(servers, random);
    const at = truth.now();
    const untouched = new Map(known);
    const made = await Promise.all(
      Array.from({ length: AT_ONCE }, () => {
        const server = random.pick(servers);
        return random.chance(0.15)
          ? sweep(server)
          : attempt(server, { random, at, hosts, users, before: takeOne(untouched, random) });
      }),
    );
    for (const one of made) {
      if (one === undefined) continue;
      attempts.push(one);
      if (one.outcome.ok) known.set(one.outcome.value.id, one.outcome.value);
    }
    releases.push(...(await forgetExpired(servers, known, at)));
    truth.advance(random.integer(0, 90) * SECOND_MS);
  }
  return { hosts, attempts, releases };
};

const openDay = async (
  servers: readonly DifferingServer[],
  hosts: readonly User[],
  users: readonly User[],
): Promise<void> => {
  const [{ store }] = servers as [DifferingServer];
  for (const user of [...hosts, ...users]) await store.users.add(user, 'hash');
  for (const { id: hostId, role } of hosts) {
    const availability = anAvailability({
      id: randomUUID(),
      hostId,
      startTime: OPENING,
      endTime: OPENING + SLOTS * SLOT_MS,
      slotDuration: 15,
    });
    const actor = actorOf({ id: hostId, role });
    await store.unitOfWork.decide<null, never>({ calendars: [hostId], reading: {} }, ({ now }) =>
      ok({
        answer: null,
        availability: [availability],
        events: [{ type: 'availability.stated', calendarId: hostId, at: now, actor, availability }],
      }),
    );
  }
};

const takeOne = (untouched: Map<string, Booking>, random: SeededRandom): Booking | undefined => {
  if (untouched.size === 0 || random.chance(0.4)) return undefined;
  const taken = random.pick([...untouched.values()]);
  untouched.delete(taken.id);
  return taken;
};

const sweep = async ({ dependencies }: DifferingServer): Promise<undefined> => {
  await sweepLapsed(dependencies)({ limit: 100 });
};

interface Situation {
  readonly random: SeededRandom;
  readonly at: Instant;
  readonly hosts: readonly User[];
  readonly users: readonly User[];
  readonly before: Booking | undefined;
}

const attempt = async (
  { dependencies }: DifferingServer,
  { random, at, hosts, users, before }: Situation,
): Promise<Attempt> => {
  const startTime = OPENING + random.below(SLOTS) * SLOT_MS;
  const minutes = random.integer(1, LONGEST_HOLD_MINUTES);
  if (before === undefined) {
    const verb = random.pick(['book', 'hold', 'hold'] as const);
    const wanted = { hostId: random.pick(hosts).id, startTime, actor: actorOf(random.pick(users)) };
    const outcome =
      verb === 'book' ? await book(dependencies)(wanted) : await hold(dependencies)({ ...wanted, minutes });
    return { verb, at, before, outcome: plainly(outcome) };
  }
  const verb = random.pick(before.status === 'held' ? ON_A_HOLD : ON_AN_AGREED_ONE);
  const command = { id: before.id, actor: actorOf({ id: before.bookerId, role: 'USER' }) };
  const verbs = {
    confirm: () => confirmHold(dependencies)(command),
    extend: () => extendHold(dependencies)({ ...command, minutes }),
    cancel: () => cancelBooking(dependencies)(command),
    reschedule: () => rescheduleBooking(dependencies)({ ...command, startTime }),
  };
  if (verb === 'book' || verb === 'hold') throw new RangeError(`${verb} makes a booking`);
  return { verb, at, before, outcome: plainly(await verbs[verb]()) };
};

const plainly = (
  outcome: Result<{ readonly answer: Booking }, { readonly kind: string }>,
): Result<Booking, string> =>
  outcome.ok ? ok(outcome.value.answer) : { ok: false, error: outcome.error.kind };

/** Whoever holds something looks at it again; what has ended is no longer anybody's. */
const forgetExpired = async (
  servers: readonly DifferingServer[],
  known: Map<string, Booking>,
  seenAt: Instant,
): Promise<readonly Release[]> => {
  const [{ store }] = servers as [DifferingServer];
  const releases: Release[] = [];
  await Promise.all(
    [...known.values()].map(async ({ id, status, deadline }) => {
      if (status === 'cancelled') known.delete(id);
      if (deadline === undefined) return;
      if ((await store.queries.booking(id))?.status !== 'expired') return;
      releases.push({ id, deadline, seenAt });
      // A late confirmation is tried once: whether it succeeds is whether the time is free.
      if (seenAt - deadline > 5 * MINUTE_MS) known.delete(id);
    }),
  );
  return releases;
};
