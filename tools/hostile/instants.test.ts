import { manualClock } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestServer,
  type Account,
  type TestServer,
} from '../../packages/http-fastify/test/test-server.js';
import { ACCEPTED_INSTANTS, REFUSED_INSTANTS } from './instant-texts.js';

const HOUR_MS = 3_600_000;
/** When the test server begins. */
const DEFAULT_NOW = manualClock().now();

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.app.close());

/** A host of its own for each text: what others stated is not in the way. */
const newHost = (): Promise<Account> => server.register('HOST');

const hourAfter = (instant: string): string =>
  `${new Date(Date.parse(instant) + HOUR_MS).toISOString().slice(0, 19)}Z`;

const state = ({ id, token }: Account, startTime: string, endTime: string) =>
  server.send('POST /availability', { token, body: { hostId: id, startTime, endTime, slotDuration: 30 } });

const ask = ({ id }: Account, from: string, to: string) =>
  server.send(`GET /slots?hostId=${id}&from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);

const storedOf = async ({ id, token }: Account): Promise<readonly { readonly startTime: string }[]> =>
  (await server.send(`GET /availability?hostId=${id}`, { token })).json<{ items: { startTime: string }[] }>()
    .items;

const errorsOf = (response: { readonly json: <T>() => T }): readonly { field: string; code: string }[] =>
  response.json<{ errors?: { field: string; code: string }[] }>().errors ?? [];

const isPast = ([, meaning]: (typeof ACCEPTED_INSTANTS)[number]): boolean =>
  Date.parse(meaning) < DEFAULT_NOW;
const PAST = ACCEPTED_INSTANTS.filter(isPast);
const TO_COME = ACCEPTED_INSTANTS.filter((one) => !isPast(one));

describe('an instant', () => {
  it('is written in at least 120 ways here, no two of them the same', () => {
    const texts = [...ACCEPTED_INSTANTS, ...REFUSED_INSTANTS].map(([text]) => text);
    expect(texts.length).toBeGreaterThanOrEqual(120);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(TO_COME)('%j is read as %s, as a start and as a bound', async (text, meaning) => {
    const host = await newHost();
    const stated = await state(host, text, hourAfter(meaning));
    expect(stated.statusCode).toBe(201);
    expect(stated.json<{ startTime: string }>().startTime).toBe(meaning);
    expect((await storedOf(host)).map(({ startTime }) => startTime)).toEqual([meaning]);
    expect((await ask(host, text, hourAfter(meaning))).statusCode).toBe(200);
  });

  it.each(PAST)('%j is read as %s, which is a bound and, being past, no start', async (text, meaning) => {
    const host = await newHost();
    const stated = await state(host, text, hourAfter(meaning));
    expect(errorsOf(stated)).toEqual([expect.objectContaining({ field: 'startTime', code: 'in_the_past' })]);
    expect((await ask(host, text, hourAfter(meaning))).statusCode).toBe(200);
    expect((await ask(host, hourAfter(meaning), text)).statusCode).toBe(400);
  });

  it.each(REFUSED_INSTANTS)('%j is refused by name and stored nowhere: %s', async (text) => {
    const host = await newHost();
    const stated = await state(host, text, '2031-01-01T12:00:00Z');
    expect(stated.statusCode).toBe(400);
    const errors = errorsOf(stated);
    expect(new Set(errors.map(({ field }) => field))).toEqual(new Set(['startTime']));
    expect(errors.map(({ code }) => code)).toContain('invalid_instant');
    expect(await storedOf(host)).toEqual([]);
    const asked = await ask(host, text, '2031-01-01T12:00:00Z');
    expect(asked.statusCode).toBe(400);
    expect(new Set(errorsOf(asked).map(({ field }) => field))).toEqual(new Set(['from']));
  });

  it('is read to the last second there is', async () => {
    const host = await newHost();
    expect((await state(host, '9999-12-31T22:59:59Z', '9999-12-31T23:59:59Z')).statusCode).toBe(201);
    expect((await state(host, '9999-12-31T22:59:59Z', '9999-12-31T23:59:60Z')).statusCode).toBe(400);
  });

  it('is no number', async () => {
    const { id, token } = await newHost();
    const body = { hostId: id, startTime: 1_924_941_600, endTime: '2031-01-01T12:00:00Z', slotDuration: 30 };
    const stated = await server.send('POST /availability', { token, body });
    expect(stated.statusCode).toBe(400);
    expect(errorsOf(stated)).toEqual([expect.objectContaining({ field: 'startTime', code: 'wrong_type' })]);
  });
});
