import { describe, expect, it } from 'vitest';
import { ANY_TEXT, createTestServer } from '../../test/test-server.js';
import { openApiDocument } from '../openapi/open-api-document.js';

describe('the state of the server', () => {
  it('is healthy, in the version that it was given', async () => {
    const { send } = await createTestServer({ plugin: { version: '1.2.3' } });
    expect((await send('GET /healthz')).json()).toEqual({ status: 'ok', version: '1.2.3' });
    expect((await send('GET /openapi.json')).json()).toMatchObject({ info: { version: '1.2.3' } });
  });

  it('is ready, with what the server says of its parts', async () => {
    const { send } = await createTestServer();
    expect((await send('GET /readyz')).json()).toEqual({
      ready: true,
      store: 'memory',
      tzdata: { version: ANY_TEXT, platform: process.versions['tz'], same: expect.any(Boolean) as unknown },
    });
  });

  it.each<[string, () => Promise<{ ready: boolean }>]>([
    ['says so', async () => ({ ready: false })],
    ['cannot say', async () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'))],
  ])('is not ready where it %s, and keeps the reason to itself', async (_, readiness) => {
    const { send } = await createTestServer({ plugin: { readiness } });
    const answer = await send('GET /readyz');
    expect(answer.json()).toMatchObject({ status: 503, code: 'not_ready' });
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toContain('ECONNREFUSED');
  });

  it('describes the API by the document that needs no server', async () => {
    const { send } = await createTestServer();
    expect((await send('GET /openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });
});
