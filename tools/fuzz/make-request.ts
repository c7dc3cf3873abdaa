import type { DescribedOperation, DescribedParameter, Json, JsonMembers } from './api-description.js';
import { HOSTILE_TEXTS, HOSTILE_VALUES } from './hostile-texts.js';
import { CONTENT_TYPES, RAW_BODIES } from './raw-bodies.js';
import type { SeededRandom } from './seeded-random.js';
import { validMembers, validPathId, validValue, type Making } from './valid-value.js';

/** A request as it is sent, with what is learned from its answer. */
export interface FuzzedRequest {
  readonly operationId: string;
  readonly method: string;
  /** Path and query, escaped. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
  /** The id in its path, if there is one. */
  readonly subject: string | undefined;
  /** The members of its query and its body, where they are members. */
  readonly asked: JsonMembers;
}

/** How much of what is sent is wrong. */
const SPOILED = 0.22;

/** A request of an operation: mostly one that keeps the document, sometimes one that breaks it in one or two places. */
export const makeRequest = (making: Making, operation: DescribedOperation): FuzzedRequest => {
  const { random } = making;
  const spoils = random.chance(SPOILED);
  const part = spoils ? random.pick(partsOf(operation)) : 'nothing';
  const url = urlOf(making, operation, part);
  const body = bodyOf(making, operation, part);
  return {
    operationId: operation.id,
    method: methodOf(random, operation, part),
    url: url.text,
    headers: { ...headersOf(making, operation, url.path, part), ...body.headers },
    payload: body.payload,
    subject: url.subject,
    asked: { ...url.asked, ...body.asked },
  };
};

type Part = 'nothing' | 'path' | 'query' | 'headers' | 'caller' | 'body' | 'method';

const partsOf = ({ parameters, knowsCaller, body, method }: DescribedOperation): readonly Part[] => [
  'query',
  'method',
  ...(parameters.some((one) => one.in === 'path') ? (['path', 'path'] as const) : []),
  ...(parameters.some((one) => one.in === 'query') ? (['query', 'query'] as const) : []),
  ...(parameters.some((one) => one.in === 'header') ? (['headers', 'headers'] as const) : []),
  ...(knowsCaller ? (['caller'] as const) : []),
  ...(body === undefined ? [] : (['body', 'body', 'body', 'body', 'body'] as const)),
  ...(method === 'GET' ? [] : (['body'] as const)),
];

const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE', 'POST', 'GET', 'OPTIONS', 'HEAD'] as const;

const methodOf = (random: SeededRandom, { method }: DescribedOperation, part: Part): string => {
  if (part === 'method') return random.pick(OTHER_METHODS);
  return method === 'GET' && random.chance(0.02) ? 'HEAD' : method;
};

interface MadeUrl {
  readonly text: string;
  readonly path: string;
  readonly subject: string | undefined;
  readonly asked: JsonMembers;
}

const BROKEN_ESCAPES = ['%', '%2', '%zz', '%ff', '%00', '%c0%af', '%2e%2e', '%2f', ':', ';a=b', '+', '~'];

const urlOf = (making: Making, { path, parameters }: DescribedOperation, part: Part): MadeUrl => {
  const { random } = making;
  const inPath = parameters.filter((one) => one.in === 'path');
  const spoiled = part === 'path' && inPath.length > 0 ? random.pick(inPath).name : undefined;
  const asked: Record<string, Json> = {};
  let subject: string | undefined;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === spoiled) {
      if (random.chance(0.3)) return random.pick(BROKEN_ESCAPES);
      return escaped(random.pick(HOSTILE_TEXTS)) || 'x';
    }
    const schema = inPath.find((one) => one.name === name)?.schema ?? {};
    const isId = making.resolve(schema).format === 'uuid';
    const value = isId ? validPathId(making, path, name) : textOf(validValue(making, name, schema));
    if (isId) subject = value;
    if (name !== 'id') asked[name] = value;
    return escaped(value);
  });
  const query = queryOf(making, parameters, part === 'query');
  return {
    text: query.text === '' ? filled : `${filled}?${query.text}`,
    path: filled,
    subject,
    asked: { ...asked, ...query.asked },
  };
};

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** As `encodeURIComponent`, for any text: half a surrogate pair becomes what a browser makes of it. */
const escaped = (text: string): string => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));

const queryOf = (
  making: Making,
  parameters: readonly DescribedParameter[],
  isSpoiled: boolean,
): { readonly text: string; readonly asked: JsonMembers } => {
  const { random } = making;
  const inQuery = parameters.filter((one) => one.in === 'query');
  const asked = validMembers(making, {
    properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
    required: inQuery.filter(({ required }) => required).map(({ name }) => name),
  });
  const pairs = Object.entries(asked).map(([name, value]): [string, string] => [name, textOf(value)]);
  if (!isSpoiled) return { text: joined(pairs), asked };
  const name = inQuery.length > 0 ? random.pick(inQuery).name : 'q';
  const hostile = escaped(random.pick(HOSTILE_TEXTS));
  const others = joined(pairs.filter(([other]) => other !== name));
  const spoiled = random.pick([
    `${name}=${hostile}`,
    `${name}=${hostile}`,
    `${name}=${random.pick(BROKEN_ESCAPES)}`,
    `${name}=1&${name}=2`,
    `${name}[]=1`,
    `${name}[$ne]=1`,
    name,
    `unknown=${hostile}`,
    `__proto__=1`,
    `__proto__[polluted]=1`,
    `constructor[prototype][polluted]=1`,
    `${escaped(random.pick(HOSTILE_TEXTS))}=1`,
    '&&&=&=',
    `${name}=${'9'.repeat(400)}`,
  ]);
  return { text: others === '' ? spoiled : `${others}&${spoiled}`, asked };
};

const joined = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&');

// What a header can carry at all: the rest is refused by every HTTP client before it is sent.
const headerText = (text: string): string => text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '');

const IF_MATCH_TEXTS = ['*', '"0"', '"1"', 'W/"1"', '"1", "2"', '1', '""', '"', 'W/', '"9999999999"', '"é"'];

const headersOf = (
  making: Making,
  { parameters, knowsCaller, method }: DescribedOperation,
  path: string,
  part: Part,
): Readonly<Record<string, string>> => {
  const { random, things, caller } = making;
  const headers: Record<string, string> = {};
  if (caller?.token !== undefined && knowsCaller) headers['authorization'] = `Bearer ${caller.token}`;
  const secrets = things.texts('secret', caller);
  if (knowsCaller && secrets.length > 0 && random.chance(0.05))
    headers['authorization'] = `Bearer ${random.pick(secrets)}`;
  if (part === 'caller') {
    const authorization = spoiledAuthorization(random, caller?.token);
    if (authorization === undefined) delete headers['authorization'];
    else headers['authorization'] = headerText(authorization);
  }
  const inHeader = parameters.filter((one) => one.in === 'header');
  for (const { name, required, schema } of inHeader) {
    const lower = name.toLowerCase();
    if (lower === 'if-match' || lower === 'if-none-match') {
      const known = things.etagOf(path);
      if (known !== undefined && random.chance(0.8)) headers[lower] = known;
      else if (required ? random.chance(0.9) : random.chance(0.3))
        headers[lower] = random.pick(IF_MATCH_TEXTS);
    } else if (lower === 'idempotency-key') {
      if (required || random.chance(0.35))
        headers[lower] = `key-${random.chance(0.3) ? random.below(3) : making.fresh()}`;
    } else if (required || random.chance(0.4)) {
      headers[lower] = headerText(textOf(validValue(making, name, schema)));
    }
  }
  if (method === 'GET' && random.chance(0.03))
    headers['if-none-match'] = things.etagOf(path) ?? random.pick(IF_MATCH_TEXTS);
  if (part === 'headers' && inHeader.length > 0)
    headers[random.pick(inHeader).name.toLowerCase()] = headerText(
      random.pick([...HOSTILE_TEXTS, ...IF_MATCH_TEXTS, 'x'.repeat(255), 'x'.repeat(256)]),
    );
  return headers;
};

const spoiledAuthorization = (random: SeededRandom, token = 'a.b.c'): string | undefined =>
  random.pick([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${Buffer.from('a:b').toString('base64')}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -4)}`,
    `Bearer ${token} ${token}`,
    `bearer ${token}`,
    `Bearer ${'x'.repeat(5_000)}`,
    `Bearer eyJhbGciOiJub25lIn0.e30.`,
    `Bearer ${random.pick(HOSTILE_TEXTS)}`,
  ]);

interface MadeBody {
  readonly payload: string | Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly asked: JsonMembers;
}

const NO_BODY: MadeBody = { payload: undefined, headers: {}, asked: {} };
const JSON_TYPE = { 'content-type': 'application/json' };

const bodyOf = (making: Making, { body, method }: DescribedOperation, part: Part): MadeBody => {
  const { random } = making;
  if (part === 'body' && random.chance(0.15))
    return { payload: random.pick(RAW_BODIES), headers: JSON_TYPE, asked: {} };
  if (body === undefined) {
    if (part !== 'body' || method === 'GET') return NO_BODY;
    return { payload: '{}', headers: { 'content-type': random.pick(CONTENT_TYPES) }, asked: {} };
  }
  if (!body.required && random.chance(0.4)) return NO_BODY;
  const value = validValue(making, 'body', body.schema);
  const asked = isMembers(value) ? value : {};
  if (part !== 'body') return { payload: JSON.stringify(value), headers: JSON_TYPE, asked };
  if (random.chance(0.12))
    return { payload: JSON.stringify(value), headers: { 'content-type': random.pick(CONTENT_TYPES) }, asked };
  if (random.chance(0.05))
    return {
      payload: JSON.stringify(value),
      headers: { ...JSON_TYPE, 'content-encoding': random.pick(['gzip', 'br', 'x']) },
      asked,
    };
  return { payload: spoiled(random, value), headers: JSON_TYPE, asked };
};

const isMembers = (value: Json): value is JsonMembers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UNKNOWN_MEMBERS = [
  'id',
  'role',
  'status',
  'revision',
  'createdAt',
  'isAdmin',
  'organisationId',
  'toString',
];

/** JSON with one place in it that is not as it was. */
const spoiled = (random: SeededRandom, value: Json): string => {
  const places: { readonly within: Record<string, unknown>; readonly name: string }[] = [];
  const root = { body: structuredClone(value) as unknown };
  const walk = (within: Record<string, unknown>): void => {
    for (const [name, inner] of Object.entries(within)) {
      places.push({ within, name });
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(root);
  const { within, name } = random.pick(places);
  const inner = within[name];
  const change = random.below(6);
  if (change === 0) delete within[name];
  else if (change === 1 && typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    (inner as Record<string, unknown>)[random.pick(UNKNOWN_MEMBERS)] = random.pick(HOSTILE_VALUES);
  else if (change === 2) within[name] = [inner, inner];
  else if (change === 3) within[name] = random.pick(HOSTILE_VALUES);
  else within[name] = random.pick(HOSTILE_TEXTS);
  return JSON.stringify(root.body) ?? '';
};
