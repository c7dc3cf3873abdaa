import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestServer, PASSWORD, type TestServer } from '../test/test-server.js';
import { LOG_REDACTION, safeServerOptions } from './safe-server-options.js';

let server: TestServer | undefined;
afterEach(async () => server?.app.close());

/** Writes to a server on this machine, and gives all that it answers until it ends the connection. */
const answerTo = async (options: object, text: string): Promise<string> => {
  server = await createTestServer({ server: options });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
};

/** The same bounds, in a time that a test can wait for. */
const impatient = { requestTimeout: 200, http: { headersTimeout: 100, connectionsCheckingInterval: 20 } };

describe('a server with the safe options', () => {
  it.each([
    ['headers that do not end', 'GET /healthz HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body that does not end',
      'POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('does not wait for %s', async (_, text) => {
    const answer = await answerTo(impatient, text);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"request_timeout"');
  });

  it('lets go of a client that hears that it is too slow and goes on sending', async () => {
    server = await createTestServer({ server: impatient });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write('GET / HT'));
    const sending = setInterval(() => socket.write('x'), 20);
    const closed = new Promise<void>((resolve) =>
      socket.on('error', () => undefined).on('close', () => resolve()),
    );
    socket.resume();
    await closed;
    clearInterval(sending);
    expect(socket.destroyed).toBe(true);
  });

  it.each([
    [
      'headers beyond all measure',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['what is not HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    [
      'a request without a host',
      'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'a request of two hosts',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'an expectation that nobody meets',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: foo\r\n\r\n',
      417,
      'expectation_failed',
    ],
  ])('answers %s by a problem', async (_, text, status, code) => {
    const answer = await answerTo({}, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('has bounds on time by default, and looks after them twice a second', () => {
    const { requestTimeout, connectionTimeout, keepAliveTimeout, http, bodyLimit } = safeServerOptions();
    expect({ requestTimeout, connectionTimeout, keepAliveTimeout, ...http, bodyLimit }).toEqual({
      requestTimeout: 10_000,
      connectionTimeout: 60_000,
      keepAliveTimeout: 72_000,
      headersTimeout: 8_000,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
      bodyLimit: 65_536,
    });
    const { server: node } = Fastify(safeServerOptions());
    expect([node.requestTimeout, node.headersTimeout]).toEqual([10_000, 8_000]);
  });
});

describe('a log', () => {
  it('never holds a password or a token, and tells the request by its id', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString('utf8'));
        done();
      },
    });
    server = await createTestServer({
      server: { logger: { level: 'trace', redact: LOG_REDACTION, stream } },
    });
    const { app, register, send } = server;
    const { token } = await register('HOST');
    const { headers } = await send('GET /users/me', { token });
    const authorization = `Bearer ${token}`;
    app.log.info(
      { headers: { authorization }, body: { password: PASSWORD, accessToken: token } },
      'careless',
    );
    const log = lines.join('');
    expect(log).toContain('careless');
    expect(log).toContain(`"reqId":"${String(headers['x-request-id'])}"`);
    expect(log).not.toContain(PASSWORD);
    expect(log).not.toContain(token);
  });

  it('holds what went wrong inside, which the answer does not', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString('utf8'));
        done();
      },
    });
    server = await createTestServer({
      server: { logger: { level: 'error', stream } },
      store: (store) => ({
        ...store,
        users: { ...store.users, hosts: () => Promise.reject(new Error('disk full')) },
      }),
    });
    const { token } = await server.register('USER');
    const answer = await server.send('GET /hosts', { token });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('disk full');
    expect(lines.join('')).toContain('disk full');
  });
});
