import { ANONYMOUS_CALLER, type AnswerToKeep, type KeyTaken } from '../../ports/kept-answers.js';
import { SCOPES } from '../../identity/scope.js';
import type { User } from '../../identity/user.js';
import type { IdempotencyKey } from '../../ports/unit-of-work.js';
import { err, ok, type Result } from '../../result.js';
import { aUser } from '../builders.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addBooker,
  addHost,
  at,
  between,
  bookIfFree,
  bookingOf,
  keptFor,
  keyOf,
  type Stage,
} from './stage.js';
import { contentOf } from './stored-content.js';

/** Something that keeps its answer, and whether it was done. */
interface Operation {
  readonly name: string;
  readonly run: (kept: AnswerToKeep) => Promise<Result<unknown, { readonly kind: string }>>;
  readonly isDone: () => Promise<boolean>;
}

/** One of each operation that keeps its answer, on a user of the stage. */
const operationsOf = async (stage: Stage): Promise<readonly Operation[]> => {
  const { users, logins, apiKeys } = stage.store;
  const user = await addBooker(stage);
  const token = (): string => `token ${stage.ids.next()}`;
  const loginOf = () => ({ id: stage.ids.next(), userId: user.id, createdAt: at(0), expiresAt: at(60) });
  const [opened, begun, renewed, next, digest] = [
    aUser({ id: stage.ids.next() }),
    token(),
    token(),
    token(),
    token(),
  ];
  const provenBy = `hash of ${user.id}`;
  await logins.begin({ login: loginOf(), tokenDigest: renewed, provenBy });
  const renewal = { tokenDigest: renewed, nextDigest: next, now: at(1), expiresAt: at(61) };
  const apiKey = { id: stage.ids.next(), userId: user.id, name: 'key', scopes: SCOPES, createdAt: at(0) };
  return [
    {
      name: 'opening an account',
      run: (kept) => users.add(opened, 'hash', { kept }),
      isDone: async () => (await users.byId(opened.id)) !== undefined,
    },
    {
      name: 'beginning a login',
      run: (kept) => logins.begin({ login: loginOf(), tokenDigest: begun, provenBy, kept }),
      isDone: async () => (await logins.byToken(begun)) !== undefined,
    },
    {
      name: 'renewing a login',
      run: (kept) => logins.renew({ ...renewal, kept }),
      isDone: async () => (await logins.byToken(next)) !== undefined,
    },
    {
      name: 'taking another password',
      run: (kept) => users.changePassword({ id: user.id, passwordHash: 'another hash', kept }),
      isDone: async () => (await users.credentials(user.email))?.passwordHash === 'another hash',
    },
    {
      name: 'making an API key',
      run: (kept) => apiKeys.add({ apiKey, digest, limit: 1, now: at(0), kept }),
      isDone: async () => (await apiKeys.byDigest(digest)) !== undefined,
    },
  ];
};

const anonymously = (key: string, fingerprint = 'fingerprint'): IdempotencyKey => ({
  callerId: ANONYMOUS_CALLER,
  key,
  fingerprint,
});

const TAKEN: Result<never, KeyTaken> = err({ kind: 'key_taken' });
const RIVALS = 8;

/** Rules about answers that are kept along with what they answer. */
export const KEPT_ANSWERS: readonly ContractRule[] = [
  {
    name: 'an answer that is kept along with something is found under its caller and key, and there alone',
    check: async (stage) => {
      const { answers } = stage.store;
      const other = await addBooker(stage);
      for (const [index, { name, run, isDone }] of (await operationsOf(stage)).entries()) {
        const key = index % 2 === 0 ? anonymously(`key ${index}`) : keyOf(other, `key ${index}`);
        const answer = { b: [index, null], a: 'ответ', '': name };
        expectEqual((await run(keptFor(key, answer))).ok, true, name);
        expectEqual(await isDone(), true, `${name}, done`);
        const found = await answers.find({ callerId: key.callerId, key: key.key });
        expectEqual(found?.fingerprint, 'fingerprint', `${name}: the fingerprint`);
        expectEqual(found?.answer, JSON.stringify(answer), `${name}: the answer`);
        expectEqual(await answers.find({ ...key, key: `KEY ${index}` }), undefined, 'another key');
        const stranger: User = await addBooker(stage);
        expectEqual(await answers.find({ ...key, callerId: stranger.id }), undefined, 'another caller');
      }
    },
  },
  {
    name: 'where a key is taken nothing is done, whoever took it: a decision or anything else that keeps answers',
    check: async (stage) => {
      const { answers } = stage.store;
      const [host, booker] = [await addHost(stage), await addBooker(stage)];
      const decided = keyOf(booker, 'decided');
      const booking = bookingOf(stage, host, booker, between(0, 30));
      await bookIfFree(stage, booking, decided);
      const kept = anonymously('kept');
      await stage.store.users.add(aUser({ id: stage.ids.next() }), 'hash', { kept: keptFor(kept, 'first') });
      for (const { name, run, isDone } of await operationsOf(stage)) {
        for (const key of [decided, kept, { ...kept, fingerprint: 'another' }]) {
          const before = await isDone();
          expectEqual(before, false, `${name}, before`);
          expectEqual(await run(keptFor(key, 'second')), TAKEN, `${name} under a key that is taken`);
          expectEqual(await isDone(), false, `${name}, after`);
        }
        expectEqual((await run(keptFor(anonymously(name)))).ok, true, `${name} under a key of its own`);
        expectEqual(await isDone(), true, `${name}, done`);
      }
      const found = await answers.find(decided);
      expectEqual(found && JSON.parse(found.answer), booking, 'what the decision was answered');
      expectEqual((await answers.find(kept))?.answer, '"first"', 'what was answered first');
    },
  },
  {
    name: 'what is refused keeps no answer, and its key is unused',
    check: async (stage) => {
      const { users, logins, apiKeys, answers } = stage.store;
      const there = await addBooker(stage);
      const login = { id: stage.ids.next(), userId: there.id, createdAt: at(0), expiresAt: at(60) };
      const beginning = { login, tokenDigest: 'taken', provenBy: `hash of ${there.id}` };
      await logins.begin(beginning);
      await logins.renew({ tokenDigest: 'taken', nextDigest: 'next', now: at(1), expiresAt: at(60) });
      const key = anonymously('key');
      const kept = keptFor(key);
      const twin = aUser({ id: stage.ids.next(), email: there.email });
      const renewal = { nextDigest: 'other', now: at(60), expiresAt: at(90), kept };
      const outdated = { ...beginning, tokenDigest: 'third', provenBy: 'another hash', kept };
      const apiKey = {
        id: stage.ids.next(),
        userId: there.id,
        name: 'key',
        scopes: SCOPES,
        createdAt: at(0),
      };
      const addition = { apiKey, digest: 'digest', now: at(0), kept };
      const refusals = [
        ['email_taken', () => users.add(twin, 'hash', { kept })],
        [
          'invitation_spent',
          () => users.add(aUser({ id: stage.ids.next() }), 'hash', { kept, invitationDigest: 'none' }),
        ],
        ['proof_outdated', () => logins.begin(outdated)],
        ['api_keys_at_limit', () => apiKeys.add({ ...addition, limit: 0 })],
        ['token_refused', () => logins.renew({ ...renewal, tokenDigest: 'unknown' })],
        ['token_refused', () => logins.renew({ ...renewal, tokenDigest: 'next' })],
        ['token_refused', () => logins.renew({ ...renewal, tokenDigest: 'taken' })],
      ] as const;
      for (const [kind, refused] of refusals) {
        const outcome = await refused();
        expectEqual(outcome.ok ? 'accepted' : outcome.error.kind, kind, 'the refusal');
        expectEqual(await answers.find(key), undefined, `what is kept after ${kind}`);
      }
      // The last of them has ended the login all the same.
      expectEqual(await logins.byToken('next'), undefined, 'the login whose token was shown again');
      const user = aUser({ id: stage.ids.next() });
      expectEqual(await users.add(user, 'hash', { kept }), ok(undefined), 'under the same key');
    },
  },
  {
    name: 'a token that is shown again under the key that it was taken with ends nothing',
    check: async (stage) => {
      const { logins } = stage.store;
      const user = await addBooker(stage);
      await logins.begin({
        login: { id: stage.ids.next(), userId: user.id, createdAt: at(0), expiresAt: at(60) },
        tokenDigest: 'a',
        provenBy: `hash of ${user.id}`,
      });
      const kept = keptFor(anonymously('key'));
      const renewal = { tokenDigest: 'a', now: at(1), expiresAt: at(61), kept };
      const outcomes = await Promise.all(
        Array.from({ length: RIVALS }, (_, index) =>
          logins.renew({ ...renewal, nextDigest: `next ${index}` }),
        ),
      );
      const winner = outcomes.findIndex((outcome) => outcome.ok);
      expectEqual(
        outcomes.filter((_, index) => index !== winner),
        Array.from({ length: RIVALS - 1 }, () => TAKEN),
        'the others',
      );
      expectThat((await logins.byToken(`next ${winner}`)) !== undefined, 'the login was ended');
    },
  },
  {
    name: 'of a decision and others with one key at once, one is done',
    check: async (stage) => {
      const [host, booker] = [await addHost(stage), await addBooker(stage)];
      for (let round = 0; round < 5; round += 1) {
        const key = keyOf(booker, `key ${round}`, 'a booking');
        const operations = await operationsOf(stage);
        const start = round * 30;
        const decide = () =>
          bookIfFree(stage, bookingOf(stage, host, booker, between(start, start + 30)), key);
        const others = () =>
          operations.map(({ run }) => run(keptFor({ ...key, fingerprint: 'something else' })));
        const before = (await contentOf(stage, host.id)).bookings.length;
        const outcomes = await Promise.all(
          round % 2 === 0 ? [decide(), ...others()] : [...others(), decide()],
        );
        expectEqual(outcomes.filter(({ ok: isDone }) => isDone).length, 1, 'how many were accepted');
        const done = await Promise.all(operations.map(({ isDone }) => isDone()));
        const booked = (await contentOf(stage, host.id)).bookings.length - before;
        expectEqual(done.filter(Boolean).length + booked, 1, 'how many were done');
        const kept = await stage.store.answers.find(key);
        expectEqual(kept?.fingerprint, booked === 1 ? 'a booking' : 'something else', 'whose answer is kept');
      }
    },
  },
];
