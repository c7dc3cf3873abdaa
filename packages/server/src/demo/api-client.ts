import { Agent, request, type OutgoingHttpHeaders } from 'node:http';

/** What the server answered: the status, and the body as JSON or, where it is none, as text. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: unknown;
}

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Talks to one server over connections that are kept open. */
export interface ApiClient {
  /** Rejects where no answer came, as when the server was killed: whether it did anything is then unknown. */
  readonly send: (wanted: ApiRequest) => Promise<ApiAnswer>;
  readonly close: () => void;
}

/** @param connections the most that are open at a time */
export const apiClient = (baseUrl: string, connections = 1_000): ApiClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  return {
    send: (wanted) =>
      new Promise((resolve, reject) => {
        const payload = wanted.body === undefined ? undefined : JSON.stringify(wanted.body);
        const sent = request(new URL(wanted.path, baseUrl), {
          agent,
          method: wanted.method,
          headers: headersOf(wanted, payload),
        });
        sent.on('error', reject);
        sent.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: parsed(Buffer.concat(chunks).toString()),
            });
          });
        });
        sent.end(payload);
      }),
    close: () => {
      agent.destroy();
    },
  };
};

const headersOf = (
  { token, idempotencyKey }: ApiRequest,
  payload: string | undefined,
): OutgoingHttpHeaders => ({
  accept: 'application/json',
  ...(payload === undefined
    ? {}
    : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * A text member of an answer's body.
 * @throws Error that quotes the answer where there is none
 */
export const textIn = ({ status, body }: ApiAnswer, member: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined;
  if (typeof value !== 'string') {
    throw new Error(`expected a text '${member}', got ${status} ${JSON.stringify(body)}`);
  }
  return value;
};

/**
 * The objects of a list's `items`.
 * @throws Error that quotes the answer where there are none
 */
export const itemsIn = ({ status, body }: ApiAnswer): readonly Readonly<Record<string, unknown>>[] => {
  const items: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'items') : undefined;
  if (!Array.isArray(items)) throw new Error(`expected a list, got ${status} ${JSON.stringify(body)}`);
  return items as readonly Readonly<Record<string, unknown>>[];
};
