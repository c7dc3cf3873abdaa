import type { IncomingMessage } from 'node:http';

/** Whether a request names its host as HTTP asks: once in HTTP/1.1, in any way elsewhere (RFC 9112 section 3.2). */
export const hasOneHost = ({ httpVersion, rawHeaders }: IncomingMessage): boolean => {
  if (httpVersion !== '1.1') return true;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === HOST.length && name.toLowerCase() === HOST) hosts += 1;
  }
  return hosts === 1;
};

const HOST = 'host';
