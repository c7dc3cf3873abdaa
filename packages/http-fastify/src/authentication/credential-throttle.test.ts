import { manualClock } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createTestServer, PASSWORD, type TestServer } from '../../test/test-server.js';
import { createLocalRateLimiter, exactlyBy } from '../limits/local-rate-limiter.js';
import type { ExactRateLimiter, RateLimit } from '../limits/rate-limiter.js';
import type { CredentialLimits } from './credential-throttle.js';

const QUARTER = 900;
const HOUR = 3_600;
const limits = {
  loginsPerAddress: { name: 'logins', quota: 100, windowSeconds: QUARTER },
  guessesPerAccountAndAddress: { name: 'guesses', quota: 10, windowSeconds: QUARTER },
  guessesPerAccount: { name: 'account', quota: 100, windowSeconds: HOUR },
  registrationsPerAddress: { name: 'registrations', quota: 5, windowSeconds: HOUR },
  refreshesPerAddress: { name: 'refreshes', quota: 5, windowSeconds: 60 },
  guestBookingsPerAddress: { name: 'guests', quota: 5, windowSeconds: HOUR },
} as const satisfies CredentialLimits;

const WRONG = 'seven teal herons sleep';

const stage = async ({ limiter }: { readonly limiter?: ExactRateLimiter } = {}) => {
  const clock = manualClock();
  const counting = limiter ?? exactlyBy(createLocalRateLimiter(clock));
  const { send, register } = await createTestServer({
    server: { trustProxy: true },
    plugin: { credentialLimits: { limiter: counting, ...limits } },
  });
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const logIn = (address: string, email: string, password: string) =>
    send('POST /auth/login', { headers: from(address), body: { email, password } });
  const statuses = async (times: number, ask: () => ReturnType<TestServer['send']>) => {
    const answered: number[] = [];
    for (let round = 0; round < times; round += 1) answered.push((await ask()).statusCode);
    return answered;
  };
  return { clock, send, register, from, logIn, statuses };
};

const repeated = (times: number, status: number): number[] => Array.from({ length: times }, () => status);

describe('guessing a password', () => {
  it('ends after ten attempts from one address, with how long to wait, though the next guess be right', async () => {
    const { clock, register, logIn, statuses } = await stage();
    const { email } = await register('USER');
    expect(await statuses(10, () => logIn('192.0.2.1', email, WRONG))).toEqual(repeated(10, 401));
    const refused = await logIn('192.0.2.1', email.toUpperCase(), PASSWORD);
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'rate_limited', policy: 'guesses' });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    clock.advance((seconds - 1) * 1_000);
    expect((await logIn('192.0.2.1', email, PASSWORD)).statusCode).toBe(429);
    clock.advance(1_000);
    expect((await logIn('192.0.2.1', email, PASSWORD)).statusCode).toBe(200);
  });

  it('is answered alike, to the letter, whether or not there is the account', async () => {
    const { register, logIn } = await stage();
    const { email } = await register('USER');
    const tell = async (address: string, guessed: string) => {
      const answers: unknown[] = [];
      for (let round = 0; round < 12; round += 1) {
        const { statusCode, headers, body } = await logIn(address, guessed, WRONG);
        answers.push([statusCode, headers['retry-after'], body]);
      }
      return answers;
    };
    expect(await tell('192.0.2.1', email)).toEqual(await tell('192.0.2.2', 'nobody@example.com'));
  });

  it('is begun anew once the password was right', async () => {
    const { register, logIn, statuses } = await stage();
    const { email } = await register('USER');
    for (let round = 0; round < 10; round += 1) {
      expect(await statuses(9, () => logIn('192.0.2.1', email, WRONG))).toEqual(repeated(9, 401));
      expect((await logIn('192.0.2.1', email, PASSWORD)).statusCode).toBe(200);
    }
    // But for the address, which is not: whoever has an account could else guess at others for ever.
    expect((await logIn('192.0.2.1', 'other@example.com', WRONG)).json()).toMatchObject({ policy: 'logins' });
  });

  it('gets no more tries from a crowd that comes at once; one that looks first and counts later gives them', async () => {
    const crowd = async (limiter: ExactRateLimiter) => {
      const { register, logIn } = await stage({ limiter });
      const { email } = await register('USER');
      const answers = await Promise.all(Array.from({ length: 80 }, () => logIn('192.0.2.1', email, WRONG)));
      return answers.filter(({ statusCode }) => statusCode === 401).length;
    };
    expect(await crowd(exactlyBy(createLocalRateLimiter(manualClock())))).toBe(10);
    const counts = new Map<string, number>();
    const late: ExactRateLimiter = {
      take: async ({ name, quota }: RateLimit, key) => {
        const before = counts.get(`${name} ${key}`) ?? 0;
        await new Promise(setImmediate);
        if (before < quota) counts.set(`${name} ${key}`, before + 1);
        return { allowed: before < quota, remaining: 0, resetSeconds: 1 };
      },
      forget: () => Promise.resolve(),
    };
    expect(await crowd(late)).toBeGreaterThan(10);
  });

  it('from one address, for hours, never keeps the owner out who is elsewhere', async () => {
    const { clock, register, logIn, statuses } = await stage();
    const { email } = await register('USER');
    const ofOwner: number[] = [];
    for (let hours = 0; hours < 5; hours += 1) {
      for (let quarters = 0; quarters < 4; quarters += 1) {
        await statuses(30, () => logIn('192.0.2.1', email, WRONG));
        clock.advance(QUARTER * 1_000);
      }
      ofOwner.push((await logIn('203.0.113.9', email, PASSWORD)).statusCode);
    }
    expect(ofOwner).toEqual(repeated(5, 200));
  });

  it('from many addresses ends at the limit of the account, and an hour and a half later the owner is let in', async () => {
    const { clock, register, logIn, statuses } = await stage();
    const { email } = await register('USER');
    let tried = 0;
    for (let host = 1; host <= 30; host += 1) {
      const answers = await statuses(10, () => logIn(`192.0.2.${host}`, email, WRONG));
      tried += answers.filter((status) => status === 401).length;
    }
    expect(tried).toBe(100);
    const owner = await logIn('203.0.113.9', email, PASSWORD);
    expect(owner.json()).toMatchObject({ policy: 'account' });
    clock.advance(1.5 * HOUR * 1_000);
    expect((await logIn('203.0.113.9', email, PASSWORD)).statusCode).toBe(200);
  });

  it('at many accounts ends at the limit of the address; of another one it does not', async () => {
    const { logIn } = await stage();
    let answered: number[] = [];
    for (let account = 0; account < 110; account += 1)
      answered.push((await logIn('192.0.2.1', `a${account}@example.com`, WRONG)).statusCode);
    expect(answered).toEqual([...repeated(100, 401), ...repeated(10, 429)]);
    answered = [(await logIn('192.0.2.2', 'a0@example.com', WRONG)).statusCode];
    expect(answered).toEqual([401]);
  });

  it('is counted by all servers together', async () => {
    const limiter = exactlyBy(createLocalRateLimiter(manualClock()));
    const [one, other] = [await stage({ limiter }), await stage({ limiter })];
    await one.statuses(6, () => one.logIn('192.0.2.1', 'ada@example.com', WRONG));
    expect(await other.statuses(6, () => other.logIn('192.0.2.1', 'ada@example.com', WRONG))).toEqual([
      ...repeated(4, 401),
      ...repeated(2, 429),
    ]);
  });

  it('is not let pass while nobody knows how often it was tried', async () => {
    const down = () => Promise.reject(new Error('connection refused'));
    const { send, logIn } = await stage({ limiter: { take: down, forget: down } });
    expect((await logIn('192.0.2.1', 'ada@example.com', WRONG)).json()).toMatchObject({
      code: 'store_unavailable',
      outcome: 'unchanged',
    });
    expect((await send('GET /healthz')).statusCode).toBe(200);
  });

  it('by who has stolen an access token ends as well', async () => {
    const { send, register, from, statuses } = await stage();
    const { token } = await register('USER');
    const guess = (newPassword: string) => () =>
      send('POST /users/me/password', {
        token,
        headers: from('192.0.2.1'),
        body: { currentPassword: WRONG, newPassword },
      });
    const answers = await statuses(9, guess('another nine grey geese'));
    // One that is refused for another reason forgets nothing.
    expect(answers).toEqual(repeated(9, answers[0] ?? 0));
    await statuses(1, guess('password12345678password12345678'));
    expect(await statuses(1, guess('another nine grey geese'))).toEqual([429]);
  });
});

describe('what strangers may have made', () => {
  it('are so many accounts an hour from one address, and more from another', async () => {
    const { send, from, statuses } = await stage();
    let made = 0;
    const register = (address: string) => () => {
      made += 1;
      const body = { email: `u${made}@example.com`, name: 'U', password: PASSWORD, role: 'USER' };
      return send('POST /users', { headers: from(address), body });
    };
    expect(await statuses(7, register('192.0.2.1'))).toEqual([...repeated(5, 201), 429, 429]);
    expect(await statuses(1, register('192.0.2.2'))).toEqual([201]);
    // An IPv6 network counts as one address.
    expect(await statuses(5, register('2001:db8::1'))).toEqual(repeated(5, 201));
    expect(await statuses(1, register('2001:db8::ffff'))).toEqual([429]);
  });

  it('are so many new tokens a minute', async () => {
    const { send, from, statuses } = await stage();
    const refresh = () =>
      send('POST /auth/refresh', { headers: from('192.0.2.1'), body: { refreshToken: 'unknown' } });
    expect(await statuses(7, refresh)).toEqual([...repeated(5, 401), 429, 429]);
  });

  it('are so many bookings an hour without an account, and with one as many as its own limits allow', async () => {
    const { send, register, from, statuses } = await stage();
    const { token } = await register('USER');
    const body = {
      hostId: '0a000000-0000-4000-8000-0000000000ff',
      startTime: '2030-01-02T10:00:00Z',
      endTime: '2030-01-02T10:30:00Z',
    };
    const guest = { name: 'Ada', email: 'ada@example.com' };
    const asGuest = await statuses(7, () =>
      send('POST /bookings', { headers: from('192.0.2.1'), body: { ...body, guest } }),
    );
    expect(asGuest.slice(5)).toEqual([429, 429]);
    expect(asGuest.slice(0, 5)).not.toContain(429);
    const asUser = await statuses(9, () =>
      send('POST /bookings', { token, headers: from('192.0.2.1'), body }),
    );
    expect(asUser).not.toContain(429);
  });
});
