import { HOUR_MS, MINUTE_MS, ok, SECOND_MS, type Caller } from '@slotkeeper/domain';
import { actorOf, aUser, manualClock } from '@slotkeeper/domain/testing';
import { createTokenService } from '@slotkeeper/http-fastify';
import { expect, it } from 'vitest';

const LIFETIME_SECONDS = 900;
const LIFETIME_MS = LIFETIME_SECONDS * SECOND_MS;

interface Case {
  readonly name: string;
  /** What the clock of the server that is asked says, from the moment on at which the token was made by its maker's. */
  readonly sinceMadeMs: number;
  readonly isTaken: boolean;
}

const CASES: readonly Case[] = [
  { name: 'at once, by a clock that agrees', sinceMadeMs: 0, isTaken: true },
  { name: 'by a clock that is 30 s behind', sinceMadeMs: -30 * SECOND_MS, isTaken: true },
  { name: 'by a clock that is 31 s behind', sinceMadeMs: -31 * SECOND_MS, isTaken: false },
  { name: 'by a clock that is 10 minutes behind', sinceMadeMs: -10 * MINUTE_MS, isTaken: false },
  { name: 'by a clock that was set back by an hour', sinceMadeMs: -HOUR_MS, isTaken: false },
  { name: 'by a clock that is 10 minutes ahead', sinceMadeMs: 10 * MINUTE_MS, isTaken: true },
  {
    name: 'in the last second by a clock that is ahead',
    sinceMadeMs: LIFETIME_MS - SECOND_MS,
    isTaken: true,
  },
  { name: 'when it has expired', sinceMadeMs: LIFETIME_MS, isTaken: false },
  { name: 'an hour after', sinceMadeMs: HOUR_MS, isTaken: false },
];

const serviceBy = (now: () => number) =>
  createTokenService({
    secret: 'a secret of the tests, 32 bytes long',
    issuer: 'slotkeeper',
    audience: 'slotkeeper',
    lifetimeSeconds: LIFETIME_SECONDS,
    clock: { now },
  });

/** The cases in which a token of one server is not taken by another as it should be. */
const tokenFaults = async (
  verifierBy: (now: () => number) => Pick<ReturnType<typeof serviceBy>, 'verify'>,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  const maker = manualClock();
  const { accessToken } = await serviceBy(maker.now).issue({ actor: actorOf(aUser()) });
  for (const { name, sinceMadeMs, isTaken } of CASES) {
    const verified = await verifierBy(() => maker.now() + sinceMadeMs).verify(accessToken);
    if (verified.ok !== isTaken) faults.push(name);
  }
  return faults;
};

it('a token is taken up to 30 s before it was made, and never once it has expired, by the clock of who is asked', async () => {
  expect(await tokenFaults(serviceBy)).toEqual([]);
});

it('the same cases find a server that takes tokens whatever its clock says', async () => {
  const caller: Caller = { actor: actorOf(aUser()) };
  expect(await tokenFaults(() => ({ verify: async () => ok(caller) }))).toHaveLength(5);
});
