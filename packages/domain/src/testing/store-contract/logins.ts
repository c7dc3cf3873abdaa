import type { Login } from '../../identity/login.js';
import type { User } from '../../identity/user.js';
import type { LoginBeginning, LoginRenewal, ProofOutdated, TokenRefused } from '../../ports/logins.js';
import { err, ok, type Err } from '../../result.js';
import { aUser } from '../builders.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import { addBooker, at, refusalKinds, type Stage } from './stage.js';

const RIVALS = 8;

const beginningOf = (stage: Stage, { id: userId }: User, tokenDigest: string): LoginBeginning => ({
  login: { id: stage.ids.next(), userId, createdAt: at(0), expiresAt: at(60) },
  tokenDigest,
  provenBy: `hash of ${userId}`,
});

const beginLogin = async (stage: Stage, user: User, tokenDigest: string): Promise<Login> => {
  const beginning = beginningOf(stage, user, tokenDigest);
  expectEqual(await stage.store.logins.begin(beginning), ok(undefined), 'beginning a login');
  return beginning.login;
};

const renewal = (tokenDigest: string, nextDigest: string, minute = 30): LoginRenewal => ({
  tokenDigest,
  nextDigest,
  now: at(minute),
  expiresAt: at(minute + 60),
});

const refused = (reason: TokenRefused['reason']): Err<TokenRefused> => err({ kind: 'token_refused', reason });

const OUTDATED: Err<ProofOutdated> = err({ kind: 'proof_outdated' });

/** Rules about logins, whose tokens are each good once. */
export const LOGINS: readonly ContractRule[] = [
  {
    name: 'a login is found by its tokens, and each renewal gives it another end',
    check: async (stage) => {
      const { logins } = stage.store;
      const [user, other] = [await addBooker(stage), await addBooker(stage)];
      const login = await beginLogin(stage, user, 'first');
      const elsewhere = await beginLogin(stage, other, 'elsewhere');
      expectEqual(await logins.byToken('first'), login, 'by its token');
      const renewed = { ...login, expiresAt: at(90) };
      expectEqual(await logins.renew(renewal('first', 'second')), ok(renewed), 'renewed');
      expectEqual(await logins.byToken('second'), renewed, 'by the next token');
      expectEqual(await logins.byToken('first'), renewed, 'by the token that was taken');
      const again = { ...login, expiresAt: at(140) };
      expectEqual(await logins.renew(renewal('second', 'third', 80)), ok(again), 'renewed again');
      expectEqual(await logins.byToken('elsewhere'), elsewhere, 'another login');
      expectEqual(await logins.byToken('Third'), undefined, 'by no token');
    },
  },
  {
    name: 'a token that is shown again ends its login, and no other',
    check: async (stage) => {
      const { logins } = stage.store;
      const user = await addBooker(stage);
      await beginLogin(stage, user, 'first');
      const elsewhere = await beginLogin(stage, user, 'elsewhere');
      await logins.renew(renewal('first', 'second'));
      await logins.renew(renewal('second', 'third'));
      expectEqual(await logins.renew(renewal('first', 'thief')), refused('reused'), 'the first, again');
      for (const token of ['first', 'second', 'third', 'thief']) {
        expectEqual(await logins.byToken(token), undefined, `by ${token}`);
        expectEqual(await logins.renew(renewal(token, 'next')), refused('unknown'), `renewing by ${token}`);
      }
      expectEqual(await logins.byToken('elsewhere'), elsewhere, 'another login');
    },
  },
  {
    name: 'of many who show one token at once, one gets the next, and the others end the login',
    check: async (stage) => {
      const { logins } = stage.store;
      const user = await addBooker(stage);
      for (let round = 0; round < 5; round += 1) {
        await beginLogin(stage, user, `token ${round}`);
        const outcomes = await Promise.all(
          Array.from({ length: RIVALS }, (_, index) =>
            logins.renew(renewal(`token ${round}`, `next ${round} ${index}`)),
          ),
        );
        expectEqual(refusalKinds(outcomes).length, RIVALS - 1, 'how many were refused');
        const reasons = outcomes.flatMap((outcome) =>
          !outcome.ok && outcome.error.kind === 'token_refused' ? [outcome.error.reason] : [],
        );
        expectEqual(reasons.filter((reason) => reason === 'reused').length, 1, 'how many ended the login');
        for (let index = 0; index < RIVALS; index += 1)
          expectEqual(await logins.byToken(`next ${round} ${index}`), undefined, 'what the next is worth');
      }
    },
  },
  {
    name: 'a token that has expired, and one that nobody was given, are refused and change nothing',
    check: async (stage) => {
      const { logins } = stage.store;
      const login = await beginLogin(stage, await addBooker(stage), 'token');
      expectEqual(await logins.renew(renewal('token', 'next', 60)), refused('expired'), 'at its end');
      expectEqual(await logins.renew(renewal('unknown', 'next')), refused('unknown'), 'unknown');
      expectEqual(await logins.byToken('next'), undefined, 'by the token that nobody got');
      expectEqual(await logins.byToken('token'), login, 'the login');
      const renewed = { ...login, expiresAt: at(119) };
      expectEqual(await logins.renew(renewal('token', 'next', 59)), ok(renewed), 'just before its end');
    },
  },
  {
    name: 'a login ends by whatever token of it, and all of a user’s end together',
    check: async (stage) => {
      const { logins } = stage.store;
      const [user, other] = [await addBooker(stage), await addBooker(stage)];
      await beginLogin(stage, user, 'a');
      await logins.renew(renewal('a', 'a2'));
      const [kept] = [await beginLogin(stage, user, 'b'), await beginLogin(stage, user, 'c')];
      const others = await beginLogin(stage, other, 'd');
      await logins.end('a');
      await logins.end('a');
      await logins.end('unknown');
      for (const token of ['a', 'a2']) expectEqual(await logins.byToken(token), undefined, 'what was ended');
      expectEqual(await logins.byToken('b'), kept, 'another login of the user');
      await logins.endAllOf(user.id);
      for (const token of ['b', 'c']) expectEqual(await logins.byToken(token), undefined, 'every login');
      expectEqual(await logins.byToken('d'), others, 'another user’s');
    },
  },
  {
    name: 'a login that rests on what is not its user’s password, or on that of nobody, does not begin',
    check: async (stage) => {
      const { users, logins } = stage.store;
      const user = await addBooker(stage);
      const before = beginningOf(stage, user, 'before');
      expectEqual(await logins.begin({ ...before, provenBy: 'another' }), OUTDATED, 'another hash');
      await users.changePassword({ id: user.id, passwordHash: 'another' });
      expectEqual(await logins.begin(before), OUTDATED, 'the hash that was');
      expectEqual(await logins.byToken('before'), undefined, 'by its token');
      const after = { ...before, provenBy: 'another' };
      expectEqual(await logins.begin(after), ok(undefined), 'the hash that is');
      expectEqual(await logins.byToken('before'), before.login, 'by its token, once it has begun');
      await users.erase(user.id, at(1));
      const late = { ...beginningOf(stage, user, 'late'), provenBy: 'another' };
      expectEqual(await logins.begin(late), OUTDATED, 'of who was erased');
      expectEqual(await logins.begin(beginningOf(stage, aUser(), 'nobody')), OUTDATED, 'of nobody');
      expectEqual(await logins.renew(renewal('before', 'next')), refused('unknown'), 'renewing what was');
    },
  },
  {
    name: 'no login by the password that was is left by a change of it, whatever begins at once',
    check: async (stage) => {
      const { users, logins } = stage.store;
      for (let round = 0; round < 5; round += 1) {
        const user = await addBooker(stage);
        const beginnings = Array.from({ length: RIVALS }, (_, index) =>
          beginningOf(stage, user, `token ${round} ${index}`),
        );
        const begin = (beginning: LoginBeginning) => logins.begin(beginning);
        const outcomes = await Promise.all([
          ...beginnings.slice(0, RIVALS / 2).map(begin),
          users.changePassword({ id: user.id, passwordHash: 'another' }),
          ...beginnings.slice(RIVALS / 2).map(begin),
        ]);
        for (const kind of refusalKinds(outcomes)) expectEqual(kind, 'proof_outdated', 'the refusal');
        for (const { tokenDigest } of beginnings)
          expectEqual(await logins.byToken(tokenDigest), undefined, 'a login by the password that was');
        const anew = { ...beginningOf(stage, user, `anew ${round}`), provenBy: 'another' };
        expectEqual(await logins.begin(anew), ok(undefined), 'a login by the password that is');
        expectEqual(await logins.byToken(anew.tokenDigest), anew.login, 'by its token');
      }
    },
  },
  {
    name: 'of who is erased no login is left, whatever begins or is renewed at once',
    check: async (stage) => {
      const { users, logins } = stage.store;
      for (let round = 0; round < 5; round += 1) {
        const user = await addBooker(stage);
        const login = await beginLogin(stage, user, `first ${round}`);
        expectEqual(await logins.byToken(`first ${round}`), login, 'before');
        const tokens = ['a', 'b', 'c', 'd'].map((name) => `${name} ${round}`);
        const [early = '', ...late] = tokens;
        const begin = (token: string) => logins.begin(beginningOf(stage, user, token));
        const outcomes = await Promise.all([
          begin(early),
          logins.renew(renewal(`first ${round}`, `next ${round}`)),
          users.erase(user.id, at(1)).then(() => ok(undefined)),
          ...late.map(begin),
        ]);
        for (const kind of refusalKinds(outcomes))
          expectThat(kind === 'proof_outdated' || kind === 'token_refused', `the refusal is ${kind}`);
        for (const token of [`first ${round}`, `next ${round}`, ...tokens])
          expectEqual(await logins.byToken(token), undefined, 'a login of who is erased');
      }
    },
  },
];
