import type { Booking } from '../../booking/booking.js';
import { err, ok } from '../../result.js';
import { expectEqual, expectRejection, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  accepted,
  addBooker,
  addHost,
  addParties,
  between,
  bookIfFree,
  bookingOf,
  cancel,
  keyOf,
  refusalKinds,
  write,
} from './stage.js';
import { contentOf, expectConsistent } from './stored-content.js';

/** Rules about sending a request twice. */
export const IDEMPOTENCY: readonly ContractRule[] = [
  {
    name: 'the same key gets the first answer again, is told so, and nothing is done',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const key = keyOf(booker, 'key');
      const first = bookingOf(stage, host, booker, between(0, 30));
      expectEqual(await bookIfFree(stage, first, key), ok({ answer: first, replayed: false }), 'first time');
      const before = await contentOf(stage, host.id);
      const second = bookingOf(stage, host, booker, between(60, 90));
      expectEqual(await bookIfFree(stage, second, key), ok({ answer: first, replayed: true }), 'second time');
      expectEqual(await contentOf(stage, host.id), before, 'what is stored');
      await cancel(stage, first);
      expectEqual(
        await bookIfFree(stage, first, key),
        ok({ answer: first, replayed: true }),
        'after a cancellation',
      );
    },
  },
  {
    name: 'of many with one key at once, one is done and all get its answer',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const key = keyOf(booker, 'key');
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          bookIfFree(stage, bookingOf(stage, host, booker, between(index * 30, index * 30 + 30)), key),
        ),
      );
      const { bookings } = await expectConsistent(stage, host.id);
      expectEqual(bookings.length, 1, 'bookings');
      expectEqual(
        accepted(outcomes),
        outcomes.map(() => bookings[0]),
        'answers',
      );
      const done = outcomes.filter((outcome) => outcome.ok && !outcome.value.replayed);
      expectEqual(done.length, 1, 'answers that are not replayed');
    },
  },
  {
    name: 'of many with one key at once on different calendars, one is done and all get its answer',
    check: async (stage) => {
      const booker = await addBooker(stage);
      const hosts = [await addHost(stage), await addHost(stage), await addHost(stage)];
      const key = keyOf(booker, 'key');
      const outcomes = await Promise.all(
        [...hosts, ...hosts.toReversed()].map((host) =>
          bookIfFree(stage, bookingOf(stage, host, booker, between(0, 30)), key),
        ),
      );
      const stored: Booking[] = [];
      for (const host of hosts) stored.push(...(await expectConsistent(stage, host.id)).bookings);
      expectEqual(stored.length, 1, 'bookings');
      expectEqual(
        accepted(outcomes),
        outcomes.map(() => stored[0]),
        'answers',
      );
    },
  },
  {
    name: 'another request under the same key is refused, at once or later, and nothing is done',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const [first, second] = [0, 30].map((from) => bookingOf(stage, host, booker, between(from, from + 30)));
      expectThat(first !== undefined && second !== undefined, 'no bookings');
      const outcomes = await Promise.all([
        bookIfFree(stage, first, keyOf(booker, 'key', 'one body')),
        bookIfFree(stage, second, keyOf(booker, 'key', 'another body')),
      ]);
      expectEqual(refusalKinds(outcomes), ['key_reused'], 'refusals');
      expectEqual((await expectConsistent(stage, host.id)).bookings, accepted(outcomes), 'bookings');
      const third = bookingOf(stage, host, booker, between(60, 90));
      const later = await bookIfFree(stage, third, keyOf(booker, 'key', 'a third body'));
      expectEqual(later, err({ kind: 'key_reused' }), 'later');
      expectEqual((await expectConsistent(stage, host.id)).bookings, accepted(outcomes), 'bookings');
    },
  },
  {
    name: 'keys of different callers never meet, nor do different keys of one',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const other = await addBooker(stage);
      const keys = [
        keyOf(booker, 'key'),
        keyOf(other, 'key'),
        keyOf(booker, 'KEY'),
        keyOf(booker, 'key '),
        keyOf(booker, 'ключ'),
        keyOf(booker, 'k'.repeat(255)),
        keyOf(booker, `${'k'.repeat(254)}l`),
        keyOf(booker, `${other.id}key`),
      ];
      for (const [index, key] of keys.entries()) {
        const booking = bookingOf(stage, host, booker, between(index * 30, index * 30 + 30));
        expectEqual(
          await bookIfFree(stage, booking, key),
          ok({ answer: booking, replayed: false }),
          `key ${index}`,
        );
      }
      expectEqual((await expectConsistent(stage, host.id)).bookings.length, keys.length, 'bookings');
    },
  },
  {
    name: 'a key under which a request was refused is unused',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const standing = bookingOf(stage, host, booker, between(0, 30));
      await bookIfFree(stage, standing);
      const key = keyOf(booker, 'key');
      const wanted = bookingOf(stage, host, booker, between(0, 30));
      for (let time = 0; time < 2; time += 1) {
        expectEqual(await bookIfFree(stage, wanted, key), err({ kind: 'taken' }), 'while the time is taken');
      }
      await cancel(stage, standing);
      expectEqual(
        await bookIfFree(stage, wanted, { ...key, fingerprint: 'another' }),
        ok({ answer: wanted, replayed: false }),
        'once it is free',
      );
    },
  },
  {
    name: 'of many with one key at once of which the first are refused, the next is done',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      await bookIfFree(stage, bookingOf(stage, host, booker, between(0, 30)));
      const key = keyOf(booker, 'key');
      const wanted = [0, 0, 60, 60, 0].map((from) =>
        bookingOf(stage, host, booker, between(from, from + 30)),
      );
      const outcomes = await Promise.all(wanted.map((booking) => bookIfFree(stage, booking, key)));
      const { bookings } = await expectConsistent(stage, host.id);
      expectEqual(bookings.length, 2, 'bookings');
      for (const answer of accepted(outcomes)) expectEqual(answer, bookings[1], 'answer');
      expectThat(
        outcomes[2]?.ok === true && outcomes[3]?.ok === true,
        'a request that could be done was refused',
      );
    },
  },
  {
    name: 'a key under which a decision threw is unused',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const key = keyOf(booker, 'key');
      const decision = (): never => {
        throw new Error('the decision broke');
      };
      const request = { calendars: [host.id], reading: {}, idempotency: key };
      await expectRejection(
        stage.store.unitOfWork.decide<null, never>(request, decision),
        'a decision that throws',
      );
      const booking = bookingOf(stage, host, booker, between(0, 30));
      expectEqual(
        await bookIfFree(stage, booking, key),
        ok({ answer: booking, replayed: false }),
        'the next time',
      );
    },
  },
  {
    name: 'a decision that changed nothing is answered again too',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const key = keyOf(booker, 'key');
      expectEqual(
        await write(stage, [host.id], { answer: 'nothing done', events: [] }, key),
        'nothing done',
        'first time',
      );
      const booking = bookingOf(stage, host, booker, between(0, 30));
      expectEqual(
        await bookIfFree(stage, booking, key),
        ok({ answer: 'nothing done', replayed: true }),
        'second time',
      );
      expectEqual((await expectConsistent(stage, host.id)).bookings, [], 'bookings');
    },
  },
  {
    name: 'the answers to many keys are all kept',
    check: async (stage) => {
      const { host, booker } = await addParties(stage);
      const keys = Array.from({ length: 80 }, (_, index) => keyOf(booker, `key ${index}`, `body ${index}`));
      await Promise.all(
        keys.map((key, index) => write(stage, [host.id], { answer: index, events: [] }, key)),
      );
      const again = await Promise.all(
        keys.map((key) => write(stage, [host.id], { answer: -1, events: [] }, key)),
      );
      expectEqual(
        again,
        keys.map((_, index) => index),
        'answers',
      );
    },
  },
];
