import type { Slot } from '../slots/slot.js';
import { MINUTE_MS } from '../time/instant.js';
import { doubleBookings } from './double-bookings.js';
import { minuteOracle, type HostTime } from './minute-oracle.js';

/** One host's time as a system shows it at one moment: what it has stored, and the slots that it offers. */
export interface HostSnapshot extends HostTime {
  readonly slots: readonly Slot[];
}

/** Something that holds for every snapshot of a system that keeps its promises. */
export interface OverlapLaw {
  readonly name: string;
  /** What breaks the law; empty where it holds. */
  readonly breaches: (snapshot: HostSnapshot) => readonly string[];
}

const text = ({ startTime, endTime }: Slot): string =>
  `${new Date(startTime).toISOString()}/${new Date(endTime).toISOString()}`;

const durationOf = ({ startTime, endTime }: Slot): number => (endTime - startTime) / MINUTE_MS;

const minutesOf = ({ startTime, endTime }: Slot): number[] => {
  const minutes: number[] = [];
  for (let minute = startTime; minute < endTime; minute += MINUTE_MS) minutes.push(minute);
  return minutes;
};

/**
 * What must hold of bookings and slots, whatever happened before. Each law looks at the snapshot by itself and trusts
 * none of the rules that made it.
 */
export const OVERLAP_LAWS: readonly OverlapLaw[] = [
  {
    name: 'no two bookings of a host block the same time',
    breaches: ({ bookings }) => doubleBookings(bookings).map(([a, b]) => `${text(a)} and ${text(b)}`),
  },
  {
    name: 'slots of one duration never overlap',
    breaches: ({ slots }) => {
      const taken = new Map<string, Slot>();
      const breaches: string[] = [];
      for (const slot of slots) {
        const names = minutesOf(slot).map((minute) => `${durationOf(slot)} ${minute}`);
        const other = names.map((name) => taken.get(name)).find((found) => found !== undefined);
        if (other !== undefined) breaches.push(`${text(other)} and ${text(slot)}`);
        for (const name of names) taken.set(name, slot);
      }
      return breaches;
    },
  },
  {
    name: 'no slot lies on booked time',
    breaches: (snapshot) => {
      const oracle = minuteOracle(snapshot);
      return snapshot.slots.filter((slot) => minutesOf(slot).some(oracle.isBusy)).map(text);
    },
  },
  {
    name: 'every slot lies within availability of its duration',
    breaches: (snapshot) => {
      const oracle = minuteOracle(snapshot);
      return snapshot.slots
        .filter((slot) => !minutesOf(slot).every((minute) => oracle.isAvailable(minute, durationOf(slot))))
        .map(text);
    },
  },
  {
    name: 'no slot starts in the past',
    breaches: ({ now, slots }) => slots.filter(({ startTime }) => startTime < now).map(text),
  },
  {
    name: 'slots come in order of start and then of end, none of them twice',
    breaches: ({ slots }) =>
      slots.flatMap((slot, index) => {
        const next = slots[index + 1];
        const inOrder =
          next === undefined ||
          slot.startTime < next.startTime ||
          (slot.startTime === next.startTime && slot.endTime < next.endTime);
        return inOrder ? [] : [`${text(slot)} before ${text(next)}`];
      }),
  },
];

/** Every breach of every one of {@link OVERLAP_LAWS}, each with the law's name; empty where all hold. */
export const breachesOf = (snapshot: HostSnapshot): readonly string[] =>
  OVERLAP_LAWS.flatMap(({ name, breaches }) => breaches(snapshot).map((breach) => `${name}: ${breach}`));
