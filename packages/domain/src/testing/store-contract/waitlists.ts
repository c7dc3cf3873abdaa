import { bookedRange } from '../../booking/booking.js';
import { WAITLIST_STATUSES, type WaitlistEntry } from '../../booking/waitlist.js';
import { MAX_INSTANT, MIN_INSTANT, SECOND_MS } from '../../time/instant.js';
import { ok } from '../../result.js';
import { Interval } from '../../time/interval.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  addParties,
  at,
  between,
  calendarOf,
  eventOfWaitlistEntry,
  seenUnderLock,
  storeWaitlist,
  waitlistEntryOf,
  write,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

/** Rules about who waits for time that others have. */
export const WAITLISTS: readonly ContractRule[] = [
  {
    name: 'every field of a waitlist entry comes back in every status, from year 0001 to 9999',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const entries = [
        waitlistEntryOf(stage, host, booker, { start: MIN_INSTANT, end: MIN_INSTANT + SECOND_MS }),
        ...WAITLIST_STATUSES.map((status, index) =>
          waitlistEntryOf(stage, host, booker, between(index, index + 1), {
            status,
            eventTypeId: stage.ids.next(),
            offerId: stage.ids.next(),
            attendees: index === 0 ? 10_000 : index,
            revision: index + 1,
            createdAt: [MIN_INSTANT, at(index), MAX_INSTANT][index] ?? 0,
            updatedAt: [MAX_INSTANT, MIN_INSTANT, at(index)][index] ?? 0,
          }),
        ),
        waitlistEntryOf(stage, host, booker, { start: MAX_INSTANT - SECOND_MS, end: MAX_INSTANT }),
      ];
      await storeWaitlist(stage, host, entries);
      const { queries } = stage.store;
      for (const entry of entries) {
        expectEqual(await queries.waitlistEntry(entry.id), entry, 'waitlist entry by id');
        const reading = { waitlistEntryId: entry.id };
        const seen = await seenUnderLock(stage, { calendars: [host.id], reading });
        expectEqual(seen.waitlistEntry, entry, 'waitlist entry under lock');
      }
      expectEqual((await queries.waitlist({ hostId: host.id }, { limit: 50 })).items, entries, 'list');
      await expectConsistent(stage, host.id);
      const [bare] = entries;
      const given = await queries.waitlistEntry(bare?.id ?? '');
      expectThat(
        given !== undefined && given.eventTypeId !== null && given.offerId !== null,
        'what was left out came as null',
      );
    },
  },
  {
    name: 'who waits for time that overlaps a stretch comes in the order in which they came, and nobody else',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addHost(stage);
      // Later times first, and of those who came together, the lower id first.
      const made = [
        [40, 60, 'waiting', 3],
        [0, 10, 'waiting', 2],
        [10, 20, 'waiting', 1],
        [5, 30, 'waiting', 2],
        [10, 20, 'offered', 0],
        [10, 20, 'left', 0],
        [30, 31, 'waiting', 1],
        [-100, 100, 'waiting', 2],
      ] as const;
      const entries = made.map(([from, to, status, came]) =>
        waitlistEntryOf(stage, host, booker, between(from, to), { status, createdAt: at(came) }),
      );
      await storeWaitlist(stage, host, entries.toReversed());
      await storeWaitlist(stage, other, [waitlistEntryOf(stage, other, booker, between(-1_000, 1_000))]);
      for (const [from, to] of [
        [0, 10],
        [10, 20],
        [9, 11],
        [20, 30],
        [30, 40],
        [60, 70],
        [100, 200],
        [-200, -100],
        [-101, -99],
        [-1_000, 1_000],
      ] as const) {
        const stretch = between(from, to);
        const expected = entries
          .filter(({ status }) => status === 'waiting')
          .filter((entry) => Interval.overlaps(bookedRange(entry), stretch))
          .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
        const reading = { waitlist: stretch };
        const queried = await stage.store.queries.calendar(host.id, reading);
        expectEqual(queried?.waitlist, expected, `who waits for minutes ${from} to ${to}`);
        const { calendars } = await seenUnderLock(stage, { calendars: [other.id, host.id], reading });
        expectEqual(calendars.get(host.id)?.waitlist, expected, `under lock, of minutes ${from} to ${to}`);
      }
      expectEqual((await calendarOf(stage, booker.id)).waitlist, [], 'waitlist of a booker’s calendar');
    },
  },
  {
    name: 'of decisions at once on one calendar, each sees who waits after those before it',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const [first, second] = [0, 1].map((came) =>
        waitlistEntryOf(stage, host, booker, between(0, 30), { createdAt: at(came) }),
      );
      expectThat(first !== undefined && second !== undefined, 'no entries');
      const seen: unknown[] = [];
      const look = (waitlistEntryId?: string): Promise<unknown> =>
        stage.store.unitOfWork.decide<null, never>(
          { calendars: [host.id], reading: { waitlist: between(10, 20), waitlistEntryId } },
          ({ calendars, waitlistEntry }) => {
            const waiting = calendars.get(host.id)?.waitlist.map(({ id }) => id);
            seen.push(waitlistEntryId === undefined ? waiting : [waiting, waitlistEntry?.status]);
            return ok({ answer: null, events: [] });
          },
        );
      const offered: WaitlistEntry = {
        ...first,
        status: 'offered',
        offerId: stage.ids.next(),
        revision: 2,
      };
      await Promise.all([
        look(),
        storeWaitlist(stage, host, [second]),
        storeWaitlist(stage, host, [first]),
        look(first.id),
        write(stage, [host.id], {
          answer: null,
          waitlist: [offered],
          events: [eventOfWaitlistEntry(offered, 'waitlist.offered')],
        }),
        look(first.id),
      ]);
      expectEqual(
        seen,
        [[], [[first.id, second.id], 'waiting'], [[second.id], 'offered']],
        'what one decision after the other sees',
      );
      expectEqual(await stage.store.queries.waitlistEntry(first.id), offered, 'the next revision');
      await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'a waitlist holds what keeps to all of its filters',
    check: async (stage) => {
      const hosts = [await addHost(stage), await addHost(stage)];
      const bookers = [await addBooker(stage), await addBooker(stage)];
      const [host, booker] = [hosts[0], bookers[0]];
      expectThat(host !== undefined && booker !== undefined, 'no parties');
      const all: WaitlistEntry[] = [];
      for (const [index, of] of hosts.entries()) {
        const entries = bookers.flatMap((by) =>
          WAITLIST_STATUSES.map((status, minute) =>
            waitlistEntryOf(stage, of, by, between(minute, minute + 5 + index), { status }),
          ),
        );
        all.push(...entries);
        await storeWaitlist(stage, of, entries);
      }
      const { queries } = stage.store;
      const [hostId, bookerId] = [host.id, booker.id];
      for (const filter of [
        { hostId },
        { bookerId },
        { hostId, bookerId },
        { hostId, status: 'waiting' },
        { bookerId, status: 'left' },
        { hostId, bookerId, status: 'offered' },
        { hostId: stage.ids.next() },
      ] as const) {
        const expected = all
          .filter((entry) =>
            Object.entries(filter).every(([name, value]) => entry[name as keyof typeof filter] === value),
          )
          .sort((a, b) => a.startTime - b.startTime || (a.id < b.id ? -1 : 1));
        const { items, hasMore } = await queries.waitlist(filter, { limit: 100 });
        expectEqual([items, hasMore], [expected, false], `the waitlist of ${JSON.stringify(filter)}`);
      }
    },
  },
];
