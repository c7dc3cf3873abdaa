import {
  operationFinder,
  readApiDescription,
  type ApiDescription,
  type DescribedOperation,
} from '../fuzz/api-description.js';
import { fuzz, type SentRequest } from '../fuzz/fuzz.js';
import type { FuzzedApi } from '../fuzz/fuzzed-api.js';

/** A request that was answered 2xx, to be changed in one place. */
export interface GoodRequest {
  readonly operation: DescribedOperation;
  readonly request: SentRequest;
  /** Of a JSON body, read. */
  readonly body: unknown;
}

export interface GoodRequests {
  readonly description: ApiDescription;
  readonly requests: readonly GoodRequest[];
  /** The operations that none was found for: theirs ask for things that are not there. */
  readonly missing: readonly string[];
}

/** One good request of each operation, found by fuzzing; its token stays good, since the clock stands still. */
export const findGoodRequests = async (
  { inject, document, clock }: FuzzedApi,
  { requests, seed }: { readonly requests: number; readonly seed: number },
): Promise<GoodRequests> => {
  const description = readApiDescription(document);
  const operationOf = operationFinder(description.operations);
  const found = new Map<string, GoodRequest>();
  await fuzz(
    {
      clock: { now: clock.now, advance: () => undefined },
      inject: async (request) => {
        const answer = await inject(erases(request) ? { ...request, headers: {} } : request);
        const operation = operationOf(request.method, request.url.split('?', 1)[0] ?? '');
        const known = operation === undefined ? undefined : found.get(operation.id);
        const isGood = answer.status < 300 && request.method === operation?.method;
        if (!isGood || mayBeRevoked(request)) return answer;
        const body = bodyOf(request);
        // One with a body is worth more than one without, where both will do.
        if (known?.body === undefined || body !== undefined)
          found.set(operation.id, { operation, request: withoutKey(request), body });
        return answer;
      },
    },
    document,
    { requests, seed },
  );
  const missing = description.operations.filter(({ id }) => !found.has(id));
  const { authorization = '' } = found.get('showOwnUser')?.request.headers ?? {};
  return {
    description,
    requests: [...found.values(), ...missing.map((operation) => vainRequest(operation, authorization))],
    missing: missing.map(({ id }) => id),
  };
};

const NO_ID = '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a';

const vainRequest = (operation: DescribedOperation, authorization: string): GoodRequest => ({
  operation,
  request: {
    method: operation.method,
    url: operation.path.replaceAll(/\{\w+\}/g, NO_ID),
    headers: { authorization },
    payload: undefined,
  },
  body: undefined,
});

/** Whether the proof may be good for nothing by and by: what comes later may revoke a key, or erase a guest. */
const mayBeRevoked = ({ headers }: SentRequest): boolean =>
  /^bearer +s[kg]_/i.test(headers['authorization'] ?? '');

/** Whether it would take away the account of a token that is to stay good. */
const erases = ({ method, url }: SentRequest): boolean =>
  method === 'DELETE' && /^\/users\/me(\?|$)/.test(url);

/** Sent again it shall be done again. */
const withoutKey = (request: SentRequest): SentRequest => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'idempotency-key')),
});

/** An empty one is none. */
const bodyOf = ({ payload }: SentRequest): unknown => {
  const text = String(payload ?? '');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
};
