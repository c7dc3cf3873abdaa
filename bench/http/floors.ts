import { openApiDocument } from '@slotkeeper/http-fastify';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fastify } from 'fastify';
import process from 'node:process';
import type { Stage } from './stage.js';
import { storeRows } from './store-rows.js';

/**
 * Empty routes, as a process of their own, for the HTTP API to be held against: what Fastify costs that reads and checks
 * the same bodies and queries by the same schemas and writes an answer of the same bytes, and does nothing in between; or,
 * with a `DATABASE_URL`, nothing but to store the rows of a booking, on these hosts. Prints its port.
 */
const [booking = '{}', slots = '{}', hosts = '[]'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;
const store =
  DATABASE_URL === undefined ? undefined : await storeRows(DATABASE_URL, JSON.parse(hosts) as Stage['hosts']);
const answer = JSON.parse(booking) as unknown;
// Fastify sends bytes faster than a text.
const slotBytes = Buffer.from(slots);

type JsonObject = Readonly<Record<string, unknown>>;

const { paths, components } = openApiDocument();

/** A schema of the API's document, whose references are put in place of themselves. */
const withoutReferences = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutReferences);
  if (node === null || typeof node !== 'object') return node;
  if ('$ref' in node) return withoutReferences(at({ components }, String(node.$ref).slice(2).split('/')));
  return Object.fromEntries(Object.entries(node).map(([name, member]) => [name, withoutReferences(member)]));
};

const at = (node: unknown, names: readonly string[]): unknown =>
  names.reduce((found, name) => Reflect.get(Object(found), name) as unknown, node);

const schemaAt = (path: string, method: string, ...names: readonly string[]): JsonObject => {
  const schema = withoutReferences(
    at(paths, [path, method, ...names, 'content', 'application/json', 'schema']),
  );
  if (typeof schema !== 'object' || schema === null) throw new Error(`no schema of ${method} ${path}`);
  return schema as JsonObject;
};

/** What the query of a list may have. */
const queryOf = (path: string): JsonObject => {
  const parameters = withoutReferences(at(paths, [path, 'get', 'parameters'])) as readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: JsonObject;
  }[];
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
  };
};

const app = fastify({ logger: false });
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, coerceTypes: true });
app.setValidatorCompiler(({ schema }) => ajv.compile(schema as JsonObject));
app.post(
  '/bookings',
  {
    schema: {
      body: schemaAt('/bookings', 'post', 'requestBody'),
      response: { 201: schemaAt('/bookings', 'post', 'responses', '201') },
    },
  },
  async (_, reply) => {
    if (store !== undefined) await store();
    return reply.code(201).send(answer);
  },
);
app.get('/slots', { schema: { querystring: queryOf('/slots') } }, async (_, reply) =>
  reply.type('application/json; charset=utf-8').send(slotBytes),
);

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
