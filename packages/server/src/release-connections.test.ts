import { Agent, createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { releaseConnections } from './release-connections.js';

const clients: { readonly destroy: () => unknown }[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A server that answers once it is let, and what it is asked by a client that keeps its connection. */
const heldServer = async () => {
  let answer: () => void = () => undefined;
  const server: Server = createServer({ keepAliveTimeout: 600_000 }, (_request, response) => {
    answer = () => response.end('done');
    server.emit('held');
  });
  const release = releaseConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  clients.push(agent);
  const ask = async (): Promise<void> => {
    const held = once(server, 'held');
    get({ host: '127.0.0.1', port, agent }, (response) => response.resume()).on('error', () => undefined);
    await held;
  };
  const connectOnly = async (): Promise<void> => {
    const accepted = once(server, 'connection');
    clients.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await accepted;
  };
  return { server, release, ask, connectOnly, answer: () => answer() };
};

const closed = (server: Server): Promise<unknown> =>
  new Promise((resolve) => {
    server.close(resolve);
  });

test('a connection that is kept is closed once its last answer has gone', async () => {
  const { server, release, ask, answer } = await heldServer();
  await ask();
  const releasing = release(600_000);
  const closing = closed(server);
  answer();
  await closing;
  expect(releasing.end()).toEqual({ cut: 0 });
});

test('a client that has connected and said nothing is not waited for', async () => {
  const { server, release, connectOnly } = await heldServer();
  await connectOnly();
  const releasing = release(600_000);
  await closed(server);
  expect(releasing.end()).toEqual({ cut: 0 });
});

test('what is still being asked when the time is up is cut off, and counted', async () => {
  const { server, release, ask } = await heldServer();
  await ask();
  const releasing = release(50);
  await closed(server);
  expect(releasing.end()).toEqual({ cut: 1 });
});
