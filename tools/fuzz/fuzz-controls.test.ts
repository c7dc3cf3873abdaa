import { describe, expect, it } from 'vitest';
import { fuzzApi, type FuzzedServer } from './fuzzed-api.js';

type Around = NonNullable<FuzzedServer['around']>;

const REQUESTS = 1_500;

/** A server with something wrong with it that few requests meet. */
const PLANTED: readonly (readonly [string, RegExp, Around])[] = [
  [
    'fails on a name with an apostrophe',
    /answered 500/,
    (app) => {
      app.addHook('preHandler', async ({ body }) => {
        if (JSON.stringify(body ?? null).includes("O'Hara")) throw new Error('planted');
      });
    },
  ],
  [
    'tells more of some event types than the document says',
    /must NOT have additional properties/,
    (app) => {
      app.addHook('onSend', async ({ url, method }, reply, payload) =>
        method === 'GET' &&
        url.startsWith('/event-types/') &&
        reply.statusCode === 200 &&
        String(payload).includes('approvalMinutes')
          ? String(payload).replace('{', '{"passwordHash":"planted",')
          : payload,
      );
    },
  ],
  [
    'tells less than the document says',
    /must have required property/,
    (app) => {
      app.addHook('onSend', async ({ url }, reply, payload) =>
        url.startsWith('/bookings/') && reply.statusCode === 200
          ? String(payload).replace(/"revision":2,/, '')
          : payload,
      );
    },
  ],
  [
    'answers a status that the document does not know',
    /418 is not documented/,
    (app) => {
      app.addHook('onSend', async (request, reply, payload) => {
        if (request.headers['if-match'] !== undefined && reply.statusCode === 412) reply.code(418);
        return payload;
      });
    },
  ],
  [
    'says that it is not there when many come',
    /answered 503/,
    (app) => {
      app.addHook('preHandler', async ({ url }, reply) => {
        // A hook that has answered ends there.
        return /[?&]attendees=[1-9]/.test(url) ? reply.code(503).send('planted') : undefined;
      });
    },
  ],
  [
    'sends a header that the document does not know',
    /the header x-powered-by is not documented/,
    (app) => {
      app.addHook('onSend', async ({ method }, reply, payload) => {
        if (method === 'DELETE' && reply.statusCode === 200) reply.header('X-Powered-By', 'planted');
        return payload;
      });
    },
  ],
  [
    'answers something other than a problem',
    /is not documented for 400/,
    (app) => {
      app.addHook('onSend', async (_, reply, payload) => {
        if (reply.statusCode === 400 && String(payload).includes('malformed_json')) reply.type('text/html');
        return payload;
      });
    },
  ],
];

describe('requests made of the OpenAPI document find a server that', () => {
  it.each(PLANTED)('%s', async (_, fault, around) => {
    const { faults } = await fuzzApi({ requests: REQUESTS, seed: 7 }, { around });
    expect(faults.map(({ what }) => what).join('\n')).toMatch(fault);
  });

  it('and tell how to ask it the same again', async () => {
    const [, , around] = PLANTED[0] ?? [];
    const server = around === undefined ? {} : { around };
    const [fault] = (await fuzzApi({ requests: REQUESTS, seed: 7 }, server)).faults;
    const repeated = await fuzzApi({ requests: fault?.request ?? 0, seed: 7 }, server);
    const { request, operationId, what } = repeated.faults.at(-1) ?? {};
    expect({ request, operationId, what }).toEqual({
      request: fault?.request,
      operationId: fault?.operationId,
      what: fault?.what,
    });
    expect(request).toBeGreaterThan(1);
    expect(fault?.sent).toContain('curl -X');
  });
});
