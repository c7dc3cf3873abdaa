import { expectEqual } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import { addBooker, addHost, at, between, bookIfFree, bookingOf, keptFor, keyOf, write } from './stage.js';
import { aUser } from '../builders.js';

const LIMIT = 2;

/** Rules about what is thrown away. */
export const UPKEEP: readonly ContractRule[] = [
  {
    name: 'what nobody needs any longer goes, so many at a time, and nothing else does',
    check: async (stage) => {
      const { answers, logins, invitations, users, upkeep } = stage.store;
      const [host, booker] = [await addHost(stage), await addBooker(stage)];
      const minutes = [0, 1, 2, 10, 11];
      for (const minute of minutes) {
        stage.clock.set(at(minute));
        const [id, createdAt, expiresAt] = [stage.ids.next(), at(-60), at(minute)];
        await bookIfFree(
          stage,
          bookingOf(stage, host, booker, between(minute * 30, minute * 30 + 30)),
          keyOf(booker, `decided ${minute}`),
        );
        await users.add(aUser({ id: stage.ids.next() }), 'hash', {
          kept: { ...keptFor(keyOf(booker, `kept ${minute}`)), at: at(minute) },
        });
        await logins.begin({
          login: { id, userId: booker.id, createdAt, expiresAt },
          tokenDigest: `token ${minute}`,
          provenBy: `hash of ${booker.id}`,
        });
        await invitations.add({ id, role: 'USER', createdAt, expiresAt }, `invitation ${minute}`);
      }
      const before = (await stage.store.queries.bookings({ hostId: host.id }, { limit: 10 })).items;
      const isThere = async (minute: number): Promise<readonly boolean[]> => [
        (await answers.find(keyOf(booker, `decided ${minute}`))) !== undefined,
        (await answers.find(keyOf(booker, `kept ${minute}`))) !== undefined,
        (await logins.byToken(`token ${minute}`)) !== undefined,
        (await invitations.byDigest(`invitation ${minute}`)) !== undefined,
      ];
      const bounds = { answersBefore: at(10), expiredBefore: at(10), limit: LIMIT };
      const pruned: number[][] = [];
      for (let round = 0; round < 4; round += 1) {
        const { answers: kept, logins: begun, invitations: sent } = await upkeep.prune(bounds);
        pruned.push([kept, begun, sent]);
      }
      // Answers: two of each minute, those before the bound. What expires at the bound has expired by then.
      const expected = [
        [2, 2, 2],
        [2, 2, 2],
        [2, 0, 0],
        [0, 0, 0],
      ];
      expectEqual(pruned, expected, 'answers, logins and invitations, each time');
      for (const minute of [0, 1, 2])
        expectEqual(await isThere(minute), [false, false, false, false], `of minute ${minute}`);
      expectEqual(await isThere(10), [true, true, false, false], 'of the bound itself');
      expectEqual(await isThere(11), [true, true, true, true], 'of what comes after it');
      const after = (await stage.store.queries.bookings({ hostId: host.id }, { limit: 10 })).items;
      expectEqual(after, before, 'bookings');
      const again = { answer: 'done anew', events: [] };
      const key = keyOf(booker, 'decided 0', 'another');
      expectEqual(await write(stage, [host.id], again, key), 'done anew', 'under a key whose answer went');
    },
  },
];
