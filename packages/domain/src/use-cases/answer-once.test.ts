import { createInMemoryStore } from '@slotkeeper/in-memory';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Secrets } from '../ports/secrets.js';
import type { Store } from '../ports/store.js';
import { ANONYMOUS_CALLER } from '../ports/kept-answers.js';
import { err, ok, type Result } from '../result.js';
import { aHost, aUser } from '../testing/builders.js';
import { manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { answerOnce, type Keeping } from './answer-once.js';

/** Seals by turning texts round, under a name of the key. */
const secretsOf = (key: string): Secrets => {
  const turned = (text: string): string => Array.from(text).reverse().join('');
  return {
    next: () => 'secret',
    derive: (purpose, text) => `${purpose} ${text}`,
    derivations: (purpose, text) => [`${purpose} ${text}`],
    digest: (secret) => `digest of ${secret}`,
    seal: (text) => `${key}:${turned(text)}`,
    unseal: (sealed) => (sealed.startsWith(`${key}:`) ? turned(sealed.slice(key.length + 1)) : undefined),
  };
};

const KEY = { callerId: ANONYMOUS_CALLER, key: 'key', fingerprint: 'a request' };

interface Account {
  readonly id: string;
  readonly token: string;
}

let clock: ManualClock;
let store: Store;
let ids: ReturnType<typeof sequentialIds>;
let made: number;

beforeEach(() => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  ids = sequentialIds();
  made = 0;
});

/** Opens an account, and keeps the answer along with it. */
const open = async (keeping: Keeping<Account>): Promise<Result<Account, { readonly kind: 'key_taken' }>> => {
  made += 1;
  const answer = { id: ids.next(), token: `secret token ${made}` };
  const kept = keeping(answer, answer.id);
  const added = await store.users.add(aUser({ id: answer.id }), 'hash', { kept });
  return added.ok ? ok(answer) : err({ kind: 'key_taken' });
};

const request = (idempotency: typeof KEY | undefined, key = 'first', make: typeof open = open) =>
  answerOnce<Account, never>({ answers: store.answers, clock, secrets: secretsOf(key) }, idempotency, make);

describe('what carries an idempotency key, outside of decisions', () => {
  it('is done once, and answered the same again', async () => {
    const answer = { id: '00000000-0000-4000-8000-000000000001', token: 'secret token 1' };
    expect(await request(KEY)).toEqual(ok({ answer, replayed: false }));
    expect(await request(KEY)).toEqual(ok({ answer, replayed: true }));
    expect(await request({ ...KEY })).toEqual(ok({ answer, replayed: true }));
    expect(made).toBe(1);
  });

  it('is done as often as it is asked for without a key', async () => {
    const answers = [await request(undefined), await request(undefined)];
    expect(answers.map((answer) => answer.ok && answer.value.replayed)).toEqual([false, false]);
    expect(made).toBe(2);
  });

  it('is refused where the key was used for another request, and nothing is done', async () => {
    await request(KEY);
    expect(await request({ ...KEY, fingerprint: 'another request' })).toEqual(err({ kind: 'key_reused' }));
    expect(made).toBe(1);
  });

  it('is refused where a decision has used the key', async () => {
    const host = aHost({ id: ids.next() });
    await store.users.add(host, 'hash');
    for (const [index, fingerprint] of ['a decision', KEY.fingerprint].entries()) {
      const idempotency = { ...KEY, key: `decided ${index}`, fingerprint };
      await store.unitOfWork.decide({ calendars: [host.id], reading: {}, idempotency }, () =>
        ok({ answer: 'sealed by nobody', events: [] }),
      );
      const outcome = await request({ ...KEY, key: idempotency.key });
      expect(outcome).toEqual(err({ kind: 'key_reused' }));
    }
    expect(made).toBe(0);
  });

  it('keeps nothing in the clear that it answers', async () => {
    await request(KEY);
    const kept = await store.answers.find(KEY);
    expect(kept?.answer).toMatch(/^"first:/);
    expect(kept?.answer).not.toContain('secret token');
  });

  it('is refused where its answer is sealed by a key that is no longer honoured', async () => {
    await request(KEY, 'first');
    expect(await request(KEY, 'second')).toEqual(err({ kind: 'key_reused' }));
  });

  it('is judged anew each time that it is refused', async () => {
    const refuse = () => Promise.resolve(err({ kind: 'not_now' as const }));
    const dependencies = { answers: store.answers, clock, secrets: secretsOf('first') };
    expect(await answerOnce(dependencies, KEY, refuse)).toEqual(err({ kind: 'not_now' }));
    expect(await request(KEY)).toMatchObject({ ok: true, value: { replayed: false } });
  });

  it('is answered as the one was that took the key in the meantime', async () => {
    const meanwhile: typeof open = async (keeping) => {
      await request(KEY);
      return open(keeping);
    };
    const outcome = await request(KEY, 'first', meanwhile);
    expect(outcome).toEqual(
      ok({ answer: { id: '00000000-0000-4000-8000-000000000001', token: 'secret token 1' }, replayed: true }),
    );
    const other = await request({ ...KEY, key: 'other', fingerprint: 'mine' }, 'first', async (keeping) => {
      await request({ ...KEY, key: 'other', fingerprint: 'theirs' });
      return open(keeping);
    });
    expect(other).toEqual(err({ kind: 'key_reused' }));
  });

  it('throws where a key is said to be taken and nothing is kept under it', async () => {
    const lie: typeof open = () => Promise.resolve(err({ kind: 'key_taken' }));
    await expect(request(KEY, 'first', lie)).rejects.toThrow(RangeError);
  });
});
