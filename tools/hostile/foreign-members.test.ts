import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentRequest } from '../fuzz/fuzz.js';
import { openFuzzedApi, type FuzzedApi } from '../fuzz/fuzzed-api.js';
import { FOREIGN_MEMBERS, foreignBodies } from './foreign-members.js';
import { findGoodRequests, type GoodRequests } from './good-requests.js';
import { answersThatPollute, pollutedRequests } from './pollution.js';

let api: FuzzedApi;
let good: GoodRequests;
beforeAll(async () => {
  api = await openFuzzedApi();
  good = await findGoodRequests(api, { requests: 3_000, seed: 12 });
});
afterAll(() => api.close());

const withBody = (request: SentRequest, body: unknown): SentRequest => ({
  ...request,
  headers: { ...request.headers, 'content-type': 'application/json' },
  payload: JSON.stringify(body),
});

/** What was asked for with a member that does not belong there, and was done all the same. */
const acceptedMembers = async (inject: FuzzedApi['inject']): Promise<readonly string[]> => {
  const accepted: string[] = [];
  for (const request of good.requests) {
    for (const { name, member, body } of foreignBodies(request, good.description)) {
      const { status, text } = await inject(withBody(request.request, body));
      const { errors = [] } = JSON.parse(text || '{}') as { errors?: { field: string; code: string }[] };
      const isNamed = errors.some(
        ({ field, code }) => code === 'unknown_field' && (field === member || field.endsWith(`.${member}`)),
      );
      // A body may also be refused as JSON, for a member that reaches for a prototype.
      const isRefused = status === 400 && (isNamed || text.includes('"malformed_json"'));
      if (!isRefused) accepted.push(`${name}: ${status}`);
    }
  }
  return accepted;
};

describe('a member that an operation does not name', () => {
  it('is tried on every operation with a body', () => {
    const withBodies = good.description.operations.filter(({ body }) => body !== undefined);
    const tried = good.requests.filter((request) => foreignBodies(request, good.description).length > 0);
    expect(tried.length).toBe(withBodies.length);
    expect(Object.keys(FOREIGN_MEMBERS).length).toBeGreaterThanOrEqual(20);
  });

  it('is refused by name, whatever it is and however deep', async () => {
    expect(await acceptedMembers(api.inject)).toEqual([]);
  });

  it('is caught where it is taken over', async () => {
    const careless: FuzzedApi['inject'] = async ({ payload }) => ({
      status: 200,
      headers: {},
      text: JSON.stringify({ id: 1, ...(JSON.parse(String(payload)) as object) }),
    });
    expect((await acceptedMembers(careless)).length).toBeGreaterThan(500);
  });
});

describe('a request that reaches for a prototype', () => {
  it('is refused or does no harm, in a body and in a query', async () => {
    const requests = good.requests.flatMap(pollutedRequests);
    expect(requests.length).toBeGreaterThan(500);
    expect(await answersThatPollute(api.inject, requests)).toEqual([]);
  });

  it('is caught where bodies are merged carelessly', async () => {
    const requests = good.requests.flatMap(pollutedRequests);
    const careless: FuzzedApi['inject'] = async ({ payload }) => {
      try {
        mergeCarelessly({}, JSON.parse(String(payload)) as Record<string, unknown>);
      } catch {
        // Not JSON, or not an object: there is nothing to merge.
      }
      return { status: 200, headers: {}, text: '{}' };
    };
    const caught = await answersThatPollute(careless, requests);
    expect(caught.join('\n')).toContain('changed what every object has');
    expect('polluted' in {}).toBe(false);
  });
});

/** As many libraries once did it. */
const mergeCarelessly = (target: Record<string, unknown>, source: Record<string, unknown>): void => {
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (typeof value === 'object' && value !== null) {
      target[name] ??= {};
      mergeCarelessly(target[name] as Record<string, unknown>, value as Record<string, unknown>);
    } else target[name] = value;
  }
};
