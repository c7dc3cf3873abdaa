import { ok, StoreUnavailable, type CalendarRecord } from '@slotkeeper/domain';
import { aHost, manualClock } from '@slotkeeper/domain/testing';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { at, bookingAt, madeBooking } from '../../test/stage.js';
import { NeverSent } from '../connection/open-pool.js';
import type { Session, Sessions } from '../connection/sessions.js';
import { KeptCalendars, noValues } from '../state/kept-calendars.js';
import { CalendarRoles } from './calendar-roles.js';
import { CommitUnknown } from './commit-unknown.js';
import { transactDecisions, type DecisionOutcome } from './transact-decisions.js';
import type { WaitingDecision } from './waiting-decision.js';

const HOST = aHost({ id: '00000000-0000-4000-8000-000000000001' });
const CALENDAR: CalendarRecord = { calendarId: HOST.id, ownerId: HOST.id, role: 'HOST', version: 1 };
const DAY = { start: at(0), end: at(24 * 60) };

/** A statement that went out, and is answered when the test says so. */
interface Sent {
  readonly sql: string;
  readonly answer: (...rows: unknown[]) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** Whatever follows from an answer has been done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const transacting = (roles = new CalendarRoles(), kept = new KeptCalendars()) => {
  const sent: Sent[] = [];
  const executeQuery = <R>({ sql }: CompiledQuery<R>): Promise<{ readonly rows: readonly R[] }> =>
    new Promise((resolve, reject) => {
      sent.push({
        sql,
        answer: async (...rows) => {
          resolve({ rows: rows as R[] });
          await settled();
        },
        fail: async (error) => {
          reject(error);
          await settled();
        },
      });
    });
  const session: Session = { executeQuery, share: (work) => work(session) };
  const sessions: Sessions = { lend: (work) => work(session), close: async () => undefined };
  const waiting: WaitingDecision = {
    request: { calendars: [HOST.id], reading: { claims: DAY, bookings: DAY } },
    calendars: [HOST.id],
    decision: () => ok(madeBooking(bookingAt(HOST, 0))),
    deadlineMs: Number.POSITIVE_INFINITY,
    answer: () => undefined,
    fail: () => undefined,
  };
  const outcomes = transactDecisions({ sessions, clock: manualClock(), roles, kept }, [waiting], {
    calendarMs: 0,
    otherMs: 0,
  });
  outcomes.catch(() => undefined);
  return { sent, outcomes };
};

const knowing = (...calendars: readonly CalendarRecord[]): CalendarRoles => {
  const roles = new CalendarRoles();
  roles.learn(calendars);
  return roles;
};

const KINDS = [
  ['start', /^start transaction/],
  ['lock', /for update skip locked$/],
  ['read', /select \$1::json as wanted/],
  ['write', /insert into booking/],
  ['commit', /^commit$/],
  ['rollback', /^rollback$/],
] as const;

const kindsOf = (sent: readonly Sent[]) =>
  sent.map(({ sql }) => KINDS.find(([, is]) => is.test(sql))?.[0] ?? sql);

/** As far as the statements that are answered last. */
const upToTheWrite = async () => {
  const { sent, outcomes } = transacting(knowing(CALENDAR));
  await sent[0]?.answer();
  await sent[1]?.answer(CALENDAR);
  await sent[2]?.answer({});
  return { outcomes, sent, write: sent[3] as Sent, commit: sent[4] as Sent };
};

describe('what goes out together', () => {
  it('is all that a decision rests on, then all that it wrote with the commit', async () => {
    const { outcomes, sent, write, commit } = await upToTheWrite();
    expect(kindsOf(sent)).toEqual(['start', 'lock', 'read', 'write', 'commit']);
    await write.answer();
    await commit.answer();
    expect(await outcomes).toMatchObject([{ kind: 'answered', wrote: true }]);
  });

  it('waits for nothing that it need not wait for', () => {
    const { sent } = transacting(knowing(CALENDAR));
    expect(kindsOf(sent)).toEqual(['start', 'lock', 'read']);
  });

  it('leaves out the reading of a calendar that was not met before', async () => {
    const { sent } = transacting();
    expect(kindsOf(sent)).toEqual(['start', 'lock']);
    await sent[0]?.answer();
    await sent[1]?.answer(CALENDAR);
    expect(kindsOf(sent)).toEqual(['start', 'lock', 'read']);
  });

  it('is read again behind the lock where a calendar is another’s than it was', async () => {
    const { sent } = transacting(knowing(CALENDAR));
    await sent[0]?.answer();
    await sent[1]?.answer({ ...CALENDAR, role: 'USER' });
    await sent[2]?.answer({ bookings: [] });
    expect(kindsOf(sent)).toEqual(['start', 'lock', 'read', 'read']);
    expect(sent[3]?.sql).toContain('where booker_id = w.calendar_id');
  });

  it('is of no use where a calendar is gone, which has nothing to write', async () => {
    const { sent } = transacting(knowing(CALENDAR));
    await sent[0]?.answer();
    await sent[1]?.answer();
    await sent[2]?.answer({ bookings: [] });
    expect(sent[3]?.sql).toMatch(/^select id from calendar/);
    await sent[3]?.answer();
    expect(kindsOf(sent).slice(4)).toEqual(['commit']);
  });
});

describe('what is kept of a calendar', () => {
  const keeping = (version: number): KeptCalendars => {
    const kept = new KeptCalendars();
    const readings = [
      { calendarId: HOST.id, roles: ['HOST' as const], reading: { claims: DAY, bookings: DAY } },
    ];
    kept.learn([{ ...CALENDAR, version }], readings, noValues());
    return kept;
  };

  it('is not read again where the lock tells the same version', async () => {
    const kept = keeping(CALENDAR.version);
    const { sent, outcomes } = transacting(knowing(CALENDAR), kept);
    expect(kindsOf(sent)).toEqual(['start', 'lock']);
    await sent[0]?.answer();
    await sent[1]?.answer(CALENDAR);
    expect(kindsOf(sent)).toEqual(['start', 'lock', 'write', 'commit']);
    await sent[2]?.answer();
    expect(kept.answering(HOST.id, { claims: DAY })?.version).toBe(CALENDAR.version);
    await sent[3]?.answer();
    await outcomes;
    const state = kept.answering(HOST.id, { claims: DAY })?.state({ claims: DAY });
    expect(state).toMatchObject({ version: CALENDAR.version + 1, claims: [{ calendarId: HOST.id }] });
  });

  it.each([CALENDAR.version - 1, CALENDAR.version + 1])(
    'is read where it is of version %d',
    async (version) => {
      const { sent } = transacting(knowing(CALENDAR), keeping(version));
      await sent[0]?.answer();
      await sent[1]?.answer(CALENDAR);
      expect(kindsOf(sent)).toEqual(['start', 'lock', 'read']);
      await sent[2]?.answer({});
      expect(kindsOf(sent).slice(3)).toEqual(['write', 'commit']);
    },
  );

  it('is dropped where the transaction failed, of whatever', async () => {
    const kept = keeping(CALENDAR.version);
    const { sent, outcomes } = transacting(knowing(CALENDAR), kept);
    await sent[0]?.answer();
    await sent[1]?.answer(CALENDAR);
    await sent[2]?.fail(Object.assign(new pg.DatabaseError('no', 2, 'error'), { code: '23P01' }));
    await sent[3]?.answer();
    await expect(outcomes).rejects.toMatchObject({ code: '23P01' });
    expect(kept.answering(HOST.id, { claims: DAY })).toBeUndefined();
  });
});

describe('a transaction that fails', () => {
  const lost = new StoreUnavailable('gone', { outcome: 'unchanged', cause: new Error('reset') });

  it('is rolled back where its lock is refused', async () => {
    const { sent, outcomes } = transacting(knowing(CALENDAR));
    const refused = Object.assign(new pg.DatabaseError('no', 2, 'error'), { code: '55P03' });
    await sent[0]?.answer();
    await sent[1]?.fail(refused);
    await sent[2]?.fail(Object.assign(new pg.DatabaseError('no', 2, 'error'), { code: '25P02' }));
    expect(kindsOf(sent).slice(3)).toEqual(['rollback']);
    await sent[3]?.answer();
    await expect(outcomes).rejects.toBe(refused);
  });

  it('was not carried out where its write was refused, whatever became of the commit', async () => {
    const { outcomes, write, commit } = await upToTheWrite();
    const refused = Object.assign(new pg.DatabaseError('no', 2, 'error'), { code: '23P01' });
    await write.fail(refused);
    await commit.fail(lost);
    await expect(outcomes).rejects.toBe(refused);
  });

  it('is of unknown outcome where the answer to its write was lost, for the commit was on its way', async () => {
    const { outcomes, write, commit } = await upToTheWrite();
    await write.fail(lost);
    await commit.fail(lost);
    const unknown = await outcomes.catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(CommitUnknown);
    expect((unknown as { readonly outcomes: readonly DecisionOutcome[] }).outcomes).toMatchObject([
      { kind: 'answered', wrote: true },
    ]);
  });

  it('was not carried out where its write never went out', async () => {
    const { outcomes, write, commit } = await upToTheWrite();
    const never = new StoreUnavailable('gone', { outcome: 'unchanged', cause: new NeverSent('reset') });
    await write.fail(never);
    await commit.fail(never);
    await expect(outcomes).rejects.toBe(never);
  });
});

describe('whose calendars are', () => {
  it('is forgotten where there are too many, and learnt anew', () => {
    const roles = new CalendarRoles(2);
    const [first, second, third] = ['a', 'b', 'c'].map((calendarId) => ({ ...CALENDAR, calendarId }));
    roles.learn([first!, second!]);
    expect(roles.get('a')).toEqual({ role: 'HOST' });
    roles.learn([third!]);
    expect([roles.get('a'), roles.get('c')]).toEqual([undefined, { role: 'HOST' }]);
  });
});
