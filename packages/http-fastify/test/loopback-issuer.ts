import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issuer of tokens on this machine: what it answers is the test's to say. */
export interface LoopbackIssuer {
  /** Its `iss`. */
  readonly issuer: string;
  readonly keysUrl: string;
  /** Answers with this from now on: JSON, or a status that is none of success. */
  readonly publish: (path: string, answer: object | number) => void;
  /** How often a path was asked for. */
  readonly asked: (path: string) => number;
  readonly close: () => Promise<void>;
}

export const KEYS_PATH = '/keys';
/** Where redirections lead. */
export const ELSEWHERE_PATH = '/elsewhere';
export const DISCOVERY_PATH = '/.well-known/openid-configuration';

/** Starts one on a free port of the loopback interface. */
export const startLoopbackIssuer = async (): Promise<LoopbackIssuer> => {
  const answers = new Map<string, object | number>();
  const asked = new Map<string, number>();
  const server = createServer(({ url = '' }, response) => {
    asked.set(url, (asked.get(url) ?? 0) + 1);
    const answer = answers.get(url) ?? 404;
    const status = typeof answer === 'number' ? answer : 200;
    const location = status >= 300 && status < 400 ? { location: ELSEWHERE_PATH } : {};
    response.writeHead(status, { 'content-type': 'application/json', ...location });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    keysUrl: `${issuer}${KEYS_PATH}`,
    publish: (path, answer) => answers.set(path, answer),
    asked: (path) => asked.get(path) ?? 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
