import type { Invitation } from '../../identity/invitation.js';
import { err, ok } from '../../result.js';
import { aUser } from '../builders.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import { addBooker, addOrganisation, EVERYTHING, type Stage } from './stage.js';

const DAY_MS = 86_400_000;
const RIVALS = 8;

const invitationOf = (stage: Stage, overrides: Partial<Invitation> = {}): Invitation => ({
  id: stage.ids.next(),
  role: 'USER',
  createdAt: stage.clock.now(),
  expiresAt: stage.clock.now() + DAY_MS,
  ...overrides,
});

const newcomer = (stage: Stage) => aUser({ id: stage.ids.next(), createdAt: stage.clock.now() });

const expectNobody = async ({ store }: Stage, id: string): Promise<void> => {
  expectEqual(await store.users.byId(id), undefined, 'an account that was refused');
  expectEqual(await store.queries.calendar(id, EVERYTHING), undefined, 'its calendar');
};

/** Rules about what is written along with a new account: an invitation that is used up, an outside identity. */
export const ACCOUNT_OPENINGS: readonly ContractRule[] = [
  {
    name: 'an invitation comes back by its digest, with what was given and nothing else',
    check: async (stage) => {
      const { invitations } = stage.store;
      const { id: organisationId } = await addOrganisation(stage);
      const plain = invitationOf(stage);
      const full = invitationOf(stage, {
        role: 'HOST',
        organisationId,
        email: 'Ada@Example.org',
        usedAt: stage.clock.now(),
      });
      await invitations.add(plain, 'digest of plain');
      await invitations.add(full, 'digest of full');
      expectEqual(await invitations.byDigest('digest of plain'), plain, 'with nothing that may be left out');
      expectEqual(await invitations.byDigest('digest of full'), full, 'with all that may be left out');
      expectEqual(await invitations.byDigest('digest of none'), undefined, 'of an unknown digest');
    },
  },
  {
    name: 'of many who open an account with one invitation at once, one does, and it is used up',
    check: async (stage) => {
      const { users, invitations } = stage.store;
      const [used, other] = [invitationOf(stage), invitationOf(stage)];
      await invitations.add(used, 'used');
      await invitations.add(other, 'other');
      const rivals = Array.from({ length: RIVALS }, () => newcomer(stage));
      const outcomes = await Promise.all(
        rivals.map((user) => users.add(user, 'hash', { invitationDigest: 'used' })),
      );
      const losers = rivals.filter((_, index) => outcomes[index]?.ok === false);
      expectEqual(losers.length, RIVALS - 1, 'losers');
      for (const outcome of outcomes)
        if (!outcome.ok) expectEqual(outcome, err({ kind: 'invitation_spent' }), 'refusal');
      for (const { id } of losers) await expectNobody(stage, id);
      expectEqual(
        await invitations.byDigest('used'),
        { ...used, usedAt: rivals[0]?.createdAt },
        'the invitation',
      );
      expectEqual(await invitations.byDigest('other'), other, 'another invitation');
    },
  },
  {
    name: 'an account that is refused uses no invitation up, and without an invitation that was told there is none',
    check: async (stage) => {
      const { users, invitations } = stage.store;
      const there = await addBooker(stage);
      const invitation = invitationOf(stage);
      await invitations.add(invitation, 'digest');
      const second = { ...newcomer(stage), email: there.email };
      const opening = { invitationDigest: 'digest' };
      expectEqual(await users.add(second, 'hash', opening), err({ kind: 'email_taken' }), 'address');
      expectEqual(await invitations.byDigest('digest'), invitation, 'the invitation');
      const uninvited = newcomer(stage);
      expectEqual(
        await users.add(uninvited, 'hash', { invitationDigest: 'no such digest' }),
        err({ kind: 'invitation_spent' }),
        'without an invitation',
      );
      await expectNobody(stage, uninvited.id);
      expectEqual(await users.add(newcomer(stage), 'hash', opening), ok(undefined), 'with the invitation');
    },
  },
  {
    name: 'an outside identity leads to the account that was opened with it; of many at once, one is',
    check: async (stage) => {
      const { users } = stage.store;
      const identity = { issuer: 'https://issuer.example', subject: 'ada' };
      const others = [
        { issuer: 'https://issuer.example', subject: 'Ada' },
        { issuer: 'https://issuer.example/', subject: 'ada' },
      ];
      const rivals = Array.from({ length: RIVALS }, () => newcomer(stage));
      const outcomes = await Promise.all(rivals.map((user) => users.add(user, undefined, { identity })));
      const winner = rivals.find((_, index) => outcomes[index]?.ok === true);
      expectThat(winner !== undefined, 'nobody got the account');
      expectEqual(await users.byIdentity(identity), winner, 'whom the identity leads to');
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.ok) continue;
        expectEqual(outcome, err({ kind: 'identity_taken' }), 'refusal');
        await expectNobody(stage, rivals[index]?.id ?? '');
      }
      for (const other of others) {
        expectEqual(await users.byIdentity(other), undefined, 'whom another identity leads to');
        const user = newcomer(stage);
        expectEqual(await users.add(user, undefined, { identity: other }), ok(undefined), 'another identity');
        expectEqual(await users.byIdentity(other), user, 'whom it leads to then');
      }
    },
  },
];
