import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { PROBLEM_MEDIA_TYPE, problemAnswer } from './problems/problem-answer.js';
import { problemOfError } from './problems/problem-of-error.js';
import type { Problem } from './problems/problem.js';
import { sendProblem } from './problems/send-problem.js';
import { BODY_LIMIT_BYTES } from './operations/serve.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** What a log must never hold, for the `redact` option of pino. */
export const LOG_REDACTION: { readonly paths: string[]; readonly censor: string } = {
  paths: [
    'req.headers.authorization',
    'req.headers.cookie',
    'headers.authorization',
    'headers.cookie',
    'authorization',
    'password',
    '*.password',
    'accessToken',
    '*.accessToken',
    'refreshToken',
    '*.refreshToken',
    'body',
    'req.body',
    'query',
    'req.query',
    'email',
    '*.email',
  ],
  censor: '[redacted]',
};

/** A request has so long to arrive as a whole, from its first byte; of a connection's first one, from the connection. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A request's headers have so long to arrive. */
const HEADERS_TIMEOUT_MS = 8_000;
// Node looks for requests that are too slow so often only.
const CHECKING_INTERVAL_MS = 500;
/** A connection on which nothing moves is closed after so long, whether or not something is being answered on it. */
const IDLE_TIMEOUT_MS = 60_000;
// Longer than the minute after which common load balancers let go: whoever closes first should not be the server.
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const MAX_HEADER_BYTES = 16_384;
// Whoever is cut off has so long to read why.
const FAREWELL_MS = 250;

/**
 * Options for Fastify that a server of this API should have: bounds on time and size against slow and large requests,
 * and problem details also for what is refused before any route is found.
 */
export const safeServerOptions = () =>
  ({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The API refuses a request without a Host, and what comes while it closes, by problems; these two say nothing.
      requireHostHeader: false,
    },
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(SECURITY_HEADERS).header('cache-control', 'no-store');
      sendProblem(reply, problemOfError(error) ?? { kind: 'malformed_request' });
    },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      if (!socket.writable) {
        socket.destroy();
        return;
      }
      socket.end(rawAnswer(CLIENT_ERRORS[error.code ?? ''] ?? { kind: 'malformed_request' }));
      // A client that goes on sending, or does not read, would keep its half of the connection open for as long as it likes.
      setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    },
  }) satisfies FastifyHttpOptions<Server>;

const CLIENT_ERRORS: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { kind: 'request_timeout' },
  HPE_HEADER_OVERFLOW: { kind: 'headers_too_large' },
};

/** An answer as bytes, for a connection that never became a request. */
const rawAnswer = (problem: Problem): string => {
  const { status, body } = problemAnswer(problem);
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} ${String(body['title'])}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
    'Cache-Control: no-store',
    'Connection: close',
    '',
    text,
  ].join('\r\n');
};
