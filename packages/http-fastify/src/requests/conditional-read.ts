import type { FastifyReply, FastifyRequest, onSendHookHandler } from 'fastify';
import { isKnown, tagOfBytes } from './if-none-match.js';

/** Kept by nobody but the one who asked, and never used again without asking whether it still holds. */
const REVALIDATED = 'private, no-cache';

/**
 * Gives the answer of a read its `ETag`, where it has none from a revision, and takes the answer away where the client
 * has it already (RFC 9110 section 15.4.5), or asks for its head alone. Two callers may see different things under one
 * URL.
 */
export const answerConditionally: onSendHookHandler = (request, reply, payload, done) => {
  done(null, contentFor(request, reply, conditionally(request, reply, payload)));
};

const conditionally = (request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown => {
  if (reply.statusCode !== 200 || !isContent(payload)) return payload;
  const known = reply.getHeader('etag');
  const tag = typeof known === 'string' ? known : tagOfBytes(payload);
  reply.header('etag', tag).header('cache-control', REVALIDATED);
  addToVary(reply, 'Authorization');
  if (!isKnown(request.headers['if-none-match'], tag)) return payload;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return null;
};

/** To HEAD, all that GET would be answered but for the content itself (RFC 9110 section 9.3.2). */
export const withoutContent: onSendHookHandler = (request, reply, payload, done) => {
  done(null, contentFor(request, reply, payload));
};

const contentFor = ({ method }: FastifyRequest, reply: FastifyReply, payload: unknown): unknown => {
  if (method !== 'HEAD' || !isContent(payload)) return payload;
  reply.header('content-length', Buffer.byteLength(payload));
  return null;
};

const isContent = (payload: unknown): payload is string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload);

const addToVary = (reply: FastifyReply, name: string): void => {
  const before = reply.getHeader('vary');
  reply.header('vary', before === undefined ? name : `${String(before)}, ${name}`);
};
