import { fastify } from 'fastify';
import process from 'node:process';

/**
 * Empty routes, as a process of their own, for the HTTP API to be held against: what Fastify costs that reads and checks
 * the same body and writes an answer of the same bytes, and does nothing in between. Prints its port.
 */
const [answerText = '{}', slotsText = '{}'] = process.argv.slice(2);

const text = (properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const app = fastify({ logger: false });
const answer: unknown = JSON.parse(answerText);

app.post(
  '/bookings',
  {
    schema: {
      body: text(
        {
          eventTypeId: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
          startTime: { type: 'string', maxLength: 64 },
        },
        ['eventTypeId', 'startTime'],
      ),
      response: {
        201: text(
          Object.fromEntries(
            Object.entries(answer as object).map(([name, value]) => [
              name,
              typeof value === 'object'
                ? { type: 'object', additionalProperties: true }
                : { type: typeof value },
            ]),
          ),
          Object.keys(answer as object),
        ),
      },
    },
  },
  async (_request, reply) => reply.code(201).send(answer),
);

app.get('/slots', async (_request, reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(slotsText),
);

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
