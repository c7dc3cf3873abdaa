import type { SeededRandom } from '../../fuzz/seeded-random.js';
import { HALF_HOURS, type CalendarCommand, type Kind, type Place } from './calendar-model.js';

type Without<T, Member extends PropertyKey> = T extends unknown ? Omit<T, Member> : never;

/** What somebody wants of a calendar, before it is sent. */
export type Wish = Without<CalendarCommand, 'nows' | 'name' | 'keyed'>;

/** A booking that somebody was told of. */
export interface KnownBooking {
  /** The command that made it. */
  readonly name: string;
  readonly id: string;
  readonly owner: string;
  readonly halfHours: number;
}

/** Who wishes: a user, who knows its own bookings, or the host, who knows all that anybody was told of. */
export interface Wisher {
  readonly name: string;
  readonly isHost: boolean;
  readonly random: SeededRandom;
}

const KINDS: readonly Kind[] = ['plain', 'plain', 'visit', 'visit', 'class'];
const OF_USERS = ['book', 'book', 'hold', 'confirm', 'confirm', 'extend', 'cancel', 'reschedule'] as const;
const OF_HOSTS = ['cancel', 'reschedule', 'reschedule', 'list', 'list'] as const;
const MINUTES_OF_HOLDS = [5, 10, 60];

/** What a client wants next. Few times, so that clients meet. */
export const chooseWish = (wisher: Wisher, bookings: readonly KnownBooking[]): Wish => {
  const { name, isHost, random } = wisher;
  const known = bookings.filter(({ owner }) => isHost || owner === name);
  const verb = isHost ? random.pick(OF_HOSTS) : random.pick([...OF_USERS, 'show'] as const);
  if (verb === 'list') return { do: 'list' };
  if (verb === 'book') return { do: verb, by: name, ...choosePlace(random) };
  if (verb === 'hold')
    return { do: verb, by: name, ...choosePlace(random), minutes: random.pick(MINUTES_OF_HOLDS) };
  if (known.length === 0) return isHost ? { do: 'list' } : { do: 'book', by: name, ...choosePlace(random) };
  const { name: booking, halfHours } = random.pick(known.slice(-3));
  if (verb === 'extend') return { do: verb, booking, minutes: random.pick(MINUTES_OF_HOLDS) };
  if (verb === 'reschedule') return { do: verb, booking, to: random.integer(0, HALF_HOURS - halfHours) };
  return { do: verb, booking };
};

const choosePlace = (random: SeededRandom): Place => {
  const kind = random.pick(KINDS);
  const halfHours = kind === 'plain' ? random.integer(1, 3) : 1;
  const from = random.integer(0, HALF_HOURS - halfHours);
  return { kind, from, halfHours, heads: kind === 'class' ? random.integer(1, 2) : 1 };
};
