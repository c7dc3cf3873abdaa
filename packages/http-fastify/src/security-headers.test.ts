import { describe, expect, it } from 'vitest';
import { connect, type AddressInfo } from 'node:net';
import { createTestServer } from '../test/test-server.js';
import { SECURITY_HEADERS } from './security-headers.js';

describe('every answer', () => {
  it('has the headers that browsers heed, whatever it is', async () => {
    const { send, app, register } = await createTestServer();
    const { token } = await register('USER');
    for (const operation of [
      'GET /healthz',
      'GET /nope',
      'PUT /slots',
      'POST /users',
      'GET /users/me',
      'GET /%zz',
    ])
      expect([operation, (await send(operation)).headers]).toMatchObject([operation, SECURITY_HEADERS]);
    const known = await send('GET /users/me', { token, headers: { 'if-none-match': '*' } });
    expect([known.statusCode, known.headers]).toMatchObject([304, SECURITY_HEADERS]);
    expect((await app.inject('/healthz')).headers['strict-transport-security']).toBeUndefined();
  });

  it('has them also where it never became a request', async () => {
    const { app } = await createTestServer();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    for (const text of ['hello\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: foo\r\n\r\n']) {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
      for (const [name, value] of Object.entries(SECURITY_HEADERS))
        expect(answer.toLowerCase()).toContain(`${name}: ${value}`.toLowerCase());
    }
    await app.close();
  });

  it('orders HTTPS where the server is told to', async () => {
    const { send } = await createTestServer({ plugin: { hstsSeconds: 31_536_000 } });
    expect((await send('GET /nope')).headers['strict-transport-security']).toBe(
      'max-age=31536000; includeSubDomains',
    );
  });

  it('of the documentation has them too, but for a policy of its own', async () => {
    const { app } = await createTestServer({ plugin: { documentation: true } });
    const { 'content-security-policy': policy, ...others } = SECURITY_HEADERS;
    const { headers } = await app.inject('/docs/static/swagger-ui-bundle.js');
    expect(headers).toMatchObject(others);
    expect(headers['content-security-policy']).not.toBe(policy);
  });
});
