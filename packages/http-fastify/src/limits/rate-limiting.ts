import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../problems/problem.js';
import { addressKey } from './address-key.js';
import type { RateLimit, RateLimiter, Taken } from './rate-limiter.js';

/** How often one address and one caller may ask. A limit that is left out is none. */
export interface RateLimits {
  readonly limiter: RateLimiter;
  /** Of all requests from one IPv4 address or one IPv6 network of 64 bits, whoever makes them. */
  readonly perAddress?: RateLimit | undefined;
  /** Of all requests with a good credential of one caller. */
  readonly perCaller?: RateLimit | undefined;
}

type RateLimited = Extract<Problem, { readonly kind: 'rate_limited' }>;

/** Takes one of a limit, and says so in the headers of the answer. */
export interface RateLimiting {
  readonly byAddress: (request: FastifyRequest, reply: FastifyReply) => RateLimited | undefined;
  readonly byCaller: (callerId: string, reply: FastifyReply) => RateLimited | undefined;
}

export const rateLimiting = (limits: RateLimits | undefined): RateLimiting => {
  const taking = (
    limit: RateLimit | undefined,
  ): ((key: string, reply: FastifyReply) => RateLimited | undefined) => {
    if (limits === undefined || limit === undefined) return () => undefined;
    const policy = policyOf(limit);
    return (key, reply) => {
      const taken = limits.limiter.take(limit, key);
      addToList(reply, 'ratelimit-policy', policy);
      addToList(reply, 'ratelimit', stateOf(limit, taken));
      if (taken.allowed) return undefined;
      return { kind: 'rate_limited', policy: limit.name, retryAfterSeconds: taken.resetSeconds };
    };
  };
  const ofAddress = taking(limits?.perAddress);
  return {
    byAddress: (request, reply) => ofAddress(addressOf(request), reply),
    byCaller: taking(limits?.perCaller),
  };
};

/** draft-ietf-httpapi-ratelimit-headers-10: lists of items with parameters (RFC 9651). */
const policyOf = ({ name, quota, windowSeconds }: RateLimit): string =>
  `"${name}";q=${quota};w=${windowSeconds}`;

const stateOf = ({ name }: RateLimit, { remaining, resetSeconds }: Taken): string =>
  `"${name}";r=${remaining};t=${resetSeconds}`;

const addToList = (reply: FastifyReply, name: string, item: string): void => {
  const before = reply.getHeader(name);
  reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
};

/** What a trusted proxy says, if that is an address, else whoever is connected. */
export const addressOf = ({ ip, raw: { socket } }: FastifyRequest): string => {
  // What a header says is not remembered: it is a part of the whole header, which would be kept with it.
  if (ip === socket.remoteAddress) return KEYS.get(ip) ?? rememberKey(ip);
  return addressKey(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
};

/** Of addresses that were connected lately. Begun anew when it is full. */
const KEYS = new Map<string, string>();
const MAX_KEYS = 10_000;

const rememberKey = (address: string): string => {
  const key = addressKey(address);
  if (KEYS.size >= MAX_KEYS) KEYS.clear();
  KEYS.set(address, key);
  return key;
};
