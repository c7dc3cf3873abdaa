import { ok, StoreUnavailable, type Changes, type DomainEvent } from '@slotkeeper/domain';
import { aHost, aTimeOff, manualClock } from '@slotkeeper/domain/testing';
import type { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { NeverSent } from '../connection/open-pool.js';
import type { Session, Sessions } from '../connection/sessions.js';
import { KeptCalendars } from '../state/kept-calendars.js';
import { createBatchedUnitOfWork } from './batched-unit-of-work.js';
import { DEFAULT_BATCHING } from './batching-bounds.js';
import { CalendarRoles } from './calendar-roles.js';

const HOST = aHost({ id: '00000000-0000-4000-8000-000000000001' });

/** What was said on connections, in order: `2 commit`, and `2 commit answered` once the second has its answer. */
type Said = string[];

const KINDS = [
  ['start', /^start transaction/],
  ['lock', /for update skip locked$/],
  ['write', /insert into booking/],
  ['commit', /^commit$/],
  ['rollback', /^rollback$/],
] as const;

/** Connections whose statements are answered one after the other, each in a turn of its own. */
const connections = (said: Said, lostAt: string | undefined): Sessions => {
  let lent = 0;
  let version = 0;
  const rowsOf = (kind: string): unknown[] => {
    if (kind === 'write') version += 1;
    return kind === 'lock' ? [{ calendarId: HOST.id, ownerId: HOST.id, role: 'HOST', version }] : [];
  };
  return {
    lend: async (work) => {
      lent += 1;
      const number = lent;
      let lost = false;
      let before: Promise<unknown> = Promise.resolve();
      const executeQuery = <R>({ sql }: CompiledQuery<R>): Promise<{ readonly rows: readonly R[] }> => {
        const kind = KINDS.find(([, is]) => is.test(sql))?.[0] ?? 'read';
        const name = `${number} ${kind}`;
        said.push(name);
        const answer = before
          .catch(() => undefined)
          .then(() => new Promise((resolve) => setTimeout(resolve, 1)))
          .then(() => {
            if (lost) throw gone(new NeverSent('reset'));
            lost = name === lostAt;
            if (lost) throw gone(new Error('reset'));
            said.push(`${name} answered`);
            return { rows: rowsOf(kind) as R[] };
          });
        before = answer;
        return answer;
      };
      const session: Session = { executeQuery, share: (shared) => shared(session) };
      return work(session);
    },
    close: async () => undefined,
  };
};

const gone = (cause: Error) => new StoreUnavailable('gone', { outcome: 'unchanged', cause });

const deciding = (many: number, lostAt?: string) => {
  const said: Said = [];
  const unitOfWork = createBatchedUnitOfWork(
    {
      sessions: connections(said, lostAt),
      roles: new CalendarRoles(),
      kept: new KeptCalendars(),
      clock: manualClock(),
      lockMs: 0,
      onEvent: () => undefined,
    },
    DEFAULT_BATCHING,
  );
  const made: number[] = [];
  const outcomes = Array.from({ length: many }, (_, index) =>
    unitOfWork.decide<null, never>({ calendars: [HOST.id], reading: {} }, () => {
      made.push(index);
      return ok(touched());
    }),
  );
  return { said, made, outcomes: Promise.allSettled(outcomes) };
};

const touched = (): Changes<null> => {
  const event: DomainEvent = {
    type: 'time-off.stated',
    calendarId: HOST.id,
    at: 0,
    actor: { userId: HOST.id, role: 'HOST' },
    timeOff: aTimeOff(),
  };
  return { answer: null, events: [event] };
};

const inOrder = (many: number) => Array.from({ length: many }, (_, index) => index);

describe('the next transaction of a connection', () => {
  it('begins behind the commit of the one before, before that is answered, and decides after it', async () => {
    const { said, made, outcomes } = deciding(16);
    expect((await outcomes).map(({ status }) => status)).toEqual(inOrder(16).map(() => 'fulfilled'));
    expect(made).toEqual(inOrder(16));
    const commits = said.filter((line) => line === '1 commit').length;
    expect(commits).toBe(2);
    expect(said.lastIndexOf('1 start')).toBeLessThan(said.indexOf('1 commit answered'));
    expect(said.lastIndexOf('1 write')).toBeGreaterThan(said.indexOf('1 commit answered'));
    expect(said.some((line) => line.startsWith('2'))).toBe(false);
  });

  it('is on another where few wait: they wait until the calendar is free', async () => {
    const { said, made, outcomes } = deciding(12);
    await outcomes;
    expect(made).toEqual(inOrder(12));
    expect(said.indexOf('2 start')).toBeGreaterThan(said.indexOf('1 commit answered'));
  });

  it('waits after eight in a row, for others who may be after the same calendar', async () => {
    const { said, made, outcomes } = deciding(11 * DEFAULT_BATCHING.maxBatch);
    await outcomes;
    expect(made).toEqual(inOrder(11 * DEFAULT_BATCHING.maxBatch));
    const commits = (connection: number) => said.filter((line) => line === `${connection} commit`).length;
    expect([commits(1), commits(2), commits(3)]).toEqual([8, 3, 0]);
    expect(said.indexOf('2 start')).toBeGreaterThan(said.lastIndexOf('1 commit answered'));
  });

  it.each(['1 write', '1 commit', '1 start'])(
    'is made again on another where the connection is lost at %s: each has its answer, and is not made twice',
    async (lostAt) => {
      const { said, outcomes } = deciding(16, lostAt);
      const settled = await outcomes;
      expect(settled).toHaveLength(16);
      const failed = settled.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      // Of the first transaction nobody knows, once its commit was on its way: without a key it is not made again.
      const isUnknown = lostAt !== '1 start';
      expect(failed).toHaveLength(isUnknown ? 8 : 0);
      for (const reason of failed) expect(reason).toMatchObject({ outcome: 'unknown' });
      expect(said.some((line) => line.startsWith('2 commit answered'))).toBe(true);
    },
  );
});
