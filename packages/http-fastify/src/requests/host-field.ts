import type { IncomingMessage } from 'node:http';

/** Whether a request names its host as HTTP asks: once in HTTP/1.1, in any way elsewhere (RFC 9112 section 3.2). */
export const hasOneHost = ({ httpVersion, rawHeaders }: IncomingMessage): boolean =>
  httpVersion !== '1.1' ||
  rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length === 1;
