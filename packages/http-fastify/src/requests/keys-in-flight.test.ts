import { ok, type IdempotencyKey, type Store } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, createBookedDay } from '../../test/booked-day.js';
import { keysInFlight } from './keys-in-flight.js';

const keyOf = (callerId: string, key: string): IdempotencyKey => ({ callerId, key, fingerprint: 'f' });

describe('a key', () => {
  it('is in flight until what it was sent for has ended, well or badly', async () => {
    const { during } = keysInFlight();
    let end: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      end = resolve;
    });
    const first = during(keyOf('ada', 'k'), () => slow.then(() => ok(1)));
    const act = () => Promise.resolve(ok(2));
    expect(await during(keyOf('ada', 'k'), act)).toEqual({ ok: false, error: { kind: 'key_in_flight' } });
    expect(await during(keyOf('bob', 'k'), act)).toEqual(ok(2));
    expect(await during(keyOf('ada', 'other'), act)).toEqual(ok(2));
    expect(await during(undefined, act)).toEqual(ok(2));
    end();
    expect(await first).toEqual(ok(1));
    await expect(during(keyOf('ada', 'k'), () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await during(keyOf('ada', 'k'), act)).toEqual(ok(2));
  });
});

describe('two requests with one key at once', () => {
  it('are one booking: the second is told to wait, and then gets the answer of the first', async () => {
    let goOn: () => void = () => undefined;
    let entered: () => void = () => undefined;
    const inStore = new Promise<void>((resolve) => {
      entered = resolve;
    });
    let isSlow = false;
    const { send, user, host } = await createBookedDay({
      store: (store): Store => ({
        ...store,
        unitOfWork: {
          decide: async (...wanted) => {
            if (isSlow) {
              entered();
              await new Promise<void>((resolve) => (goOn = resolve));
            }
            return store.unitOfWork.decide(...wanted);
          },
        },
      }),
    });
    const book = (startTime: string) =>
      send('POST /bookings', {
        token: user.token,
        headers: { 'idempotency-key': 'order 17' },
        body: { hostId: host.id, startTime },
      });
    isSlow = true;
    const first = book(at('10:00'));
    await inStore;
    for (const time of ['10:00', '11:00']) {
      const second = await book(at(time));
      expect(second.json()).toMatchObject({ status: 409, code: 'key_in_flight' });
      expect(second.headers['retry-after']).toBe('1');
    }
    isSlow = false;
    goOn();
    const booked = await first;
    expect(booked.statusCode).toBe(201);
    const again = await book(at('10:00'));
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([
      201,
      booked.body,
      'true',
    ]);
    expect((await book(at('11:00'))).json()).toMatchObject({ status: 422, code: 'key_reused' });
    expect(
      (await send('GET /bookings', { token: user.token })).json<{ items: object[] }>().items,
    ).toHaveLength(1);
  });
});
