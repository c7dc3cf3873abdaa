import { fastify } from 'fastify';
import process from 'node:process';

/**
 * Empty routes, as a process of their own, for the HTTP API to be held against: what Fastify costs that reads and checks
 * the same body and writes an answer of the same bytes, and does nothing in between. Prints its port.
 */
const [booking = '{}', slots = '{}'] = process.argv.slice(2);
const answer = JSON.parse(booking) as Readonly<Record<string, unknown>>;

const object = (properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const BOOKING_REQUEST = object(
  {
    hostId: { type: 'string', format: 'uuid' },
    eventTypeId: { type: 'string', format: 'uuid' },
    startTime: { type: 'string', format: 'date-time' },
    endTime: { type: 'string', format: 'date-time' },
    durationMinutes: { type: 'integer', minimum: 1 },
    attendees: { type: 'integer', minimum: 1 },
  },
  ['startTime'],
);

const BOOKING_ANSWER = object(
  Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, { type: typeof value }])),
  Object.keys(answer),
);

const app = fastify({ logger: false });
app.post(
  '/bookings',
  { schema: { body: BOOKING_REQUEST, response: { 201: BOOKING_ANSWER } } },
  async (_, reply) => reply.code(201).send(answer),
);
app.get('/slots', async (_, reply) => reply.type('application/json; charset=utf-8').send(slots));

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
