import { ACCESS_TABLE, SCOPES, type AccessRule } from '@slotkeeper/domain';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { TAGS, type AnswerHeader, type Operation } from '../operations/operation.js';
import { problemsOf } from '../problems/problems-of-operation.js';
import { PROBLEM_MEDIA_TYPE, problemAnswer } from '../problems/problem-answer.js';
import { problemExample } from '../problems/problem-examples.js';
import { PROBLEM_FORMS } from '../problems/problem-forms.js';
import type { ProblemCode } from '../problems/problem.js';
import { isOptionalBody } from '../requests/optional-body.js';
import { ProblemSchema } from '../schemas/problem.js';
import { hoistSchemas, type JsonObject } from './hoist-schemas.js';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: JsonObject;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly components: JsonObject;
  readonly [member: string]: unknown;
}

export interface OpenApiOptions {
  /** Of the API; that of the package by default. */
  readonly version?: string;
  /** What all paths begin with, such as `/api`; nothing by default. */
  readonly prefix?: string;
}

export const API_VERSION = '0.1.0';

const HEADERS: Readonly<Record<AnswerHeader, JsonObject>> = {
  ETag: {
    description:
      'Of what has a revision: that, to be sent as `If-Match` with a change. It is the `If-None-Match` of the next read.',
    schema: { type: 'string', examples: ['"1"'] },
  },
  Location: {
    description: 'Where what was made can be read.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  Link: { description: 'The next page, as `rel="next"` (RFC 8288).', schema: { type: 'string' } },
};

const REPLAYED = {
  description: '`true` where this is the answer of an earlier request with the same key.',
  schema: { type: 'string', enum: ['true'] },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key and body get the first answer again, and nothing is done twice, also after a crash.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]{1,255}$' },
  example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that the change rests on; 412 if there is a newer one. `*` stands for any.',
  schema: { type: 'string' },
  example: '"1"',
};

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'ETags of what the client has, or `*`; 304 if that is still the answer.',
  schema: { type: 'string' },
  example: '"1"',
};

const NOT_MODIFIED = {
  description: 'What the client has, by its `If-None-Match`, is still the answer.',
};

const SECURITY_SCHEMES = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The `accessToken` of POST /auth/login (RFC 6750), or a token of the issuer that the server trusts.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The `secret` of POST /api-keys, `sk_…`, sent as an access token is. It may do what the scopes allow that it was ' +
      `made for: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}. The scope that an operation asks for is named beside it.`,
  },
  guestToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The `guestToken` of POST /bookings, `sg_…`, sent as an access token is: good for that one booking, and for what ' +
      'everybody may see.',
  },
} as const satisfies Readonly<Record<string, JsonObject>>;

/**
 * The proofs that an operation takes, of which one is enough; none at all is an empty requirement. OpenAPI 3.1 lets the
 * roles that are needed stand beside a scheme that is no OAuth: here the scope of the key.
 */
const securityOf = ({ access }: Operation): readonly JsonObject[] => {
  if (access === 'open') return [];
  const { allows, scope }: AccessRule = ACCESS_TABLE[access];
  return [
    ...(allows.includes('anonymous') ? [{}] : []),
    { accessToken: [] },
    ...(scope === 'login' ? [] : [{ apiKey: [scope] }]),
    ...(allows.includes('guest') ? [{ guestToken: [] }] : []),
  ];
};

let described: ReturnType<typeof hoistSchemas> | undefined;

/** The same for every server, so made once. */
const describeAll = (): ReturnType<typeof hoistSchemas> => {
  if (described !== undefined) return described;
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of ALL_OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  described = hoistSchemas(paths);
  return described;
};

/** The description of the API, made of the same operations that are served. Needs no store. */
export const openApiDocument = ({
  version = API_VERSION,
  prefix = '',
}: OpenApiOptions = {}): OpenApiDocument => {
  const { value, schemas } = describeAll();
  return {
    openapi: '3.1.1',
    info: {
      title: 'Slotkeeper',
      version,
      summary: 'A booking API that cannot double-book.',
      description:
        'Hosts state when they are available and on what terms, slots are derived when somebody asks, and no two ' +
        'bookings of a host ever overlap, unless they share a slot. Times are RFC 3339 with an offset, answers are in UTC. Errors are RFC 9457 problem details with a ' +
        'stable `code`. Unknown fields are errors, and nothing is coerced.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: prefix === '' ? '/' : prefix, description: 'This server.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: value as OpenApiDocument['paths'],
    components: {
      schemas,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
};

const describe = (operation: Operation): JsonObject => {
  const { id, tag, summary, description, idempotent, conditional, params, query, body } = operation;
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', query),
    ...(idempotent ? [IDEMPOTENCY_KEY] : []),
    ...(conditional === false ? [] : [{ ...IF_MATCH, required: conditional === 'required' }]),
    ...(isRevalidated(operation) ? [IF_NONE_MATCH] : []),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: securityOf(operation),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: !isOptionalBody(body), content: { 'application/json': { schema: body } } },
        }),
    responses: {
      [operation.answer.status]: success(operation),
      ...(isRevalidated(operation)
        ? { 304: { ...NOT_MODIFIED, headers: notModifiedHeaders(operation) } }
        : {}),
      ...problemResponses(problemsOf(operation)),
    },
  };
};

/** Whether it reads what may be kept, as long as it is asked for again. */
const isRevalidated = ({ method, kept }: Operation): boolean => method === 'GET' && kept !== false;

/** What a 304 has of the headers of the answer that it stands for (RFC 9110 section 15.4.5). */
const notModifiedHeaders = ({ answer }: Operation): JsonObject => ({
  ETag: HEADERS.ETag,
  ...((answer.headers ?? []).includes('Link') ? { Link: HEADERS.Link } : {}),
});

const parametersOf = (place: 'path' | 'query', schema: Operation['query']): readonly JsonObject[] => {
  if (schema === undefined) return [];
  const required: readonly string[] = schema.required ?? [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
};

const success = (operation: Operation): JsonObject => {
  const { answer, idempotent } = operation;
  const headers = {
    ...(isRevalidated(operation) ? { ETag: HEADERS.ETag } : {}),
    ...Object.fromEntries((answer.headers ?? []).map((name) => [name, HEADERS[name]])),
    ...(idempotent ? { 'Idempotency-Replayed': REPLAYED } : {}),
  };
  return {
    description: answer.description,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/json': { schema: answer.schema } },
  };
};

const problemResponses = (codes: readonly ProblemCode[]): JsonObject => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEM_FORMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: those.map((code) => `\`${code}\`: ${PROBLEM_FORMS[code].meaning}`).join('\n\n'),
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: ProblemSchema,
            examples: Object.fromEntries(
              those.map((code) => [code, { value: problemAnswer(problemExample(code)).body }]),
            ),
          },
        },
      },
    ]),
  );
};
