import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '../security-headers.js';
import { PROBLEM_MEDIA_TYPE, problemAnswer } from './problem-answer.js';

/**
 * Answers an `Expect` other than `100-continue` by a problem (RFC 9110 section 10.1.1). Node answers it by nothing but a
 * status, before any route is looked for; a listener of the server around this API goes first.
 */
export const refuseExpectations = (server: {
  readonly listenerCount: (event: 'checkExpectation') => number;
  readonly on: (event: 'checkExpectation', listener: RequestListener) => unknown;
}): void => {
  if (server.listenerCount('checkExpectation') === 0) server.on('checkExpectation', refuse);
};

const refuse = (_request: IncomingMessage, response: ServerResponse): void => {
  const { status, body } = problemAnswer({ kind: 'expectation_failed' });
  const text = JSON.stringify(body);
  // What was to follow is not read: the connection can't be used again.
  response.writeHead(status, {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...SECURITY_HEADERS,
    connection: 'close',
  });
  response.end(text);
};
