import type { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import type { Session } from './sessions.js';
import { sharedSession } from './shared-session.js';

/** Connections that are numbered, and statements that are answered when they are told to be. */
const connections = (fails: (connection: number) => boolean = () => false) => {
  const under = { lent: 0, inUse: 0 };
  const asked: { readonly connection: number; readonly answer: (error?: Error) => void }[] = [];
  const sessionOf = (connection: number): Session => {
    const session: Session = {
      executeQuery: () =>
        new Promise((resolve, reject) => {
          const answer = (error?: Error): void => {
            if (error === undefined) resolve({ rows: [] });
            else reject(error);
          };
          asked.push({ connection, answer });
        }),
      share: (work) => work(session),
    };
    return session;
  };
  const shared = sharedSession({
    lend: async (work) => {
      under.lent += 1;
      const connection = under.lent;
      if (fails(connection)) throw new Error(`no connection ${connection}`);
      under.inUse += 1;
      try {
        return await work(sessionOf(connection));
      } finally {
        under.inUse -= 1;
      }
    },
  });
  const ask = (): Promise<unknown> => shared.executeQuery({} as CompiledQuery<never>);
  return { ask, asked, under };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('those who ask while others do ask on the same connection, which is given back when nobody does', async () => {
  const { ask, asked, under } = connections();
  const [first, second] = [ask(), ask()];
  await turn();
  asked[0]?.answer();
  await first;
  const third = ask();
  await turn();
  expect(asked.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  asked[1]?.answer();
  await second;
  expect(under).toEqual({ lent: 1, inUse: 1 });
  asked[2]?.answer();
  await third;
  await turn();
  expect(under).toEqual({ lent: 1, inUse: 0 });
  const later = ask();
  await turn();
  asked[3]?.answer();
  await later;
  expect(under.lent).toBe(2);
});

it('after a failure the next ask on another, and the failed one is given back when all have heard', async () => {
  const { ask, asked, under } = connections();
  const [first, second] = [ask(), ask()];
  await turn();
  asked[0]?.answer(new Error('lost'));
  await expect(first).rejects.toThrow('lost');
  const third = ask();
  await turn();
  expect(asked.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  expect(under.inUse).toBe(2);
  asked[1]?.answer(new Error('lost, too'));
  await expect(second).rejects.toThrow('lost, too');
  await turn();
  expect(under.inUse).toBe(1);
  asked[2]?.answer();
  await third;
  await turn();
  expect(under).toEqual({ lent: 2, inUse: 0 });
});

it('where no connection is to be had, all who wait for it are told, and the next tries again', async () => {
  const { ask, asked, under } = connections((connection) => connection === 1);
  const outcomes = await Promise.allSettled([ask(), ask()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask();
  await turn();
  asked[0]?.answer();
  await next;
  await turn();
  expect(under).toEqual({ lent: 2, inUse: 0 });
});
