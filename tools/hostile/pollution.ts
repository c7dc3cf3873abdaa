import type { FuzzedApi } from '../fuzz/fuzzed-api.js';
import type { SentRequest } from '../fuzz/fuzz.js';
import type { GoodRequest } from './good-requests.js';

/** A request that would change what every object has, were its members taken for what they say. */
export interface PollutedRequest {
  readonly name: string;
  readonly request: SentRequest;
}

const EVIL = '{"polluted":"yes","toString":"yes","isAdmin":true}';

/** Members as JSON, since `__proto__` can’t be written in an object without being one. */
const MEMBERS: readonly string[] = [
  `"__proto__":${EVIL}`,
  `"__proto__":{"__proto__":${EVIL}}`,
  `"__proto__":null`,
  `"__proto__":[]`,
  `"__proto__":"x"`,
  `"\\u005f\\u005fproto\\u005f\\u005f":${EVIL}`,
  `"__pro\\u0074o__":${EVIL}`,
  `"constructor":{"prototype":${EVIL}}`,
  `"constructor":{"prototype":{"__proto__":${EVIL}}}`,
  `"c\\u006fnstructor":{"prototype":${EVIL}}`,
  `"prototype":${EVIL}`,
  `"__proto__.polluted":"yes"`,
  `"__proto__[polluted]":"yes"`,
  `"constructor.prototype.polluted":"yes"`,
  `"__defineGetter__":"x"`,
  `"__lookupGetter__":"x"`,
  `"hasOwnProperty":"x"`,
];

const QUERIES: readonly string[] = [
  '__proto__=x',
  '__proto__[polluted]=yes',
  '__proto__.polluted=yes',
  '__proto__%5Bpolluted%5D=yes',
  'constructor[prototype][polluted]=yes',
  'constructor.prototype.polluted=yes',
  'prototype[polluted]=yes',
  'a[__proto__][polluted]=yes',
  'a[constructor][prototype][polluted]=yes',
  '__proto__=x&__proto__=y',
  '[__proto__][polluted]=yes',
  '__%70roto__=x',
];

/** A good request with each of these, at the top of its body, within each object of it, twice, and in its query. */
export const pollutedRequests = ({ operation, request, body }: GoodRequest): readonly PollutedRequest[] => {
  const separator = request.url.includes('?') ? '&' : '?';
  const inQuery = QUERIES.map((query) => ({
    name: `${operation.id} ?${query}`,
    request: { ...request, url: request.url + separator + query },
  }));
  if (operation.body === undefined) return inQuery;
  const text = JSON.stringify(body ?? {});
  const starts = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
  const bodies = MEMBERS.flatMap((member) =>
    starts.map((start) => {
      const rest = text.slice(start);
      return text.slice(0, start) + member + (rest.startsWith('}') ? '' : ',') + rest;
    }),
  );
  const doubled = Object.entries((body ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, value]) => `${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`,
  );
  const lists = [`[${text}]`, `[{${MEMBERS[0] ?? ''}}]`, `{"body":${text},${MEMBERS[0] ?? ''}}`];
  return [
    ...inQuery,
    ...[...bodies, ...doubled, ...lists].map((payload) => ({
      name: `${operation.id} ${payload}`,
      request: {
        ...request,
        headers: { ...request.headers, 'content-type': 'application/json' },
        payload,
      },
    })),
  ];
};

const PROTOTYPES = { Object: Object.prototype, Array: Array.prototype, Function: Function.prototype };

/** What every object, list and function has, as a text to compare. */
const prototypesNow = (): string =>
  JSON.stringify(
    Object.entries(PROTOTYPES).map(([name, prototype]) => [
      name,
      Object.getOwnPropertyNames(prototype).map((member) => {
        const descriptor = Object.getOwnPropertyDescriptor(prototype, member);
        return [member, typeof descriptor?.value, descriptor?.writable];
      }),
    ]),
  );

const UNTOUCHED = prototypesNow();
const AT_FIRST = Object.getOwnPropertyDescriptors(Object.prototype);

/** Which requests changed what every object has, were answered a 5xx, or were told that it has. */
export const answersThatPollute = async (
  inject: FuzzedApi['inject'],
  requests: readonly PollutedRequest[],
): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { name, request } of requests) {
    const { pathname, search } = new URL(`http://localhost${request.url}`);
    const { status, text } = await inject({ ...request, url: pathname + search });
    if (prototypesNow() !== UNTOUCHED) {
      restore();
      faults.push(`${name} changed what every object has`);
    }
    if (status >= 500) faults.push(`${name} was answered ${status}`);
    if (status < 300 && text.includes('polluted')) faults.push(`${name} was taken over: ${text}`);
  }
  return faults;
};

const restore = (): void => {
  for (const member of Object.getOwnPropertyNames(Object.prototype)) {
    if (!Object.hasOwn(AT_FIRST, member)) Reflect.deleteProperty(Object.prototype, member);
  }
  Object.defineProperties(Object.prototype, AT_FIRST);
};
