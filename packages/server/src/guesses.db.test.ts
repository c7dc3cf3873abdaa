import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tools/test-database/create-test-database.js';
import { compose, TOKENS, type Composition } from './composition.js';
import { readConfiguration } from './configuration/read-configuration.js';

const [email, password] = ['ada@example.com', 'seven teal herons nap'];

let database: TestDatabase;
const servers: Composition[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  const read = readConfiguration(
    {
      DATABASE_URL: database.connectionString,
      SLOTKEEPER_TOKEN_SECRET: 'a secret of thirty-two bytes, at least',
    },
    { signsTokens: true },
  );
  if (!read.ok) throw new Error('the configuration is wrong');
  for (let count = 0; count < 2; count += 1) {
    const log = pino({ level: 'silent' });
    servers.push(await compose({ configuration: read.value, log, migrates: false }));
  }
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await database?.drop();
});

const post = (server: Composition | undefined, url: string, payload: object) => {
  if (server === undefined) throw new RangeError('there is no such server');
  return server.resolve(TOKENS.http).inject({ method: 'POST', url, payload });
};

test('a crowd of guesses at two servers at once gets ten tries, whoever they are for, and no more', async () => {
  await post(servers[0], '/users', { email, name: 'Ada', password, role: 'USER' });
  for (const guessed of [email, 'nobody@example.com']) {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        post(servers[index % 2], '/auth/login', { email: guessed, password: 'seven teal herons sleep' }),
      ),
    );
    const tried = answers.filter(({ statusCode }) => statusCode === 401);
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    // Where a quarter of an hour ends amidst the crowd, what was tried before counts a little less than one each.
    expect([10, 11]).toContain(tried.length);
    expect(refused.length).toBe(60 - tried.length);
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    // The other server knows as well, and the right password is no way round it.
    expect((await post(servers[1], '/auth/login', { email: guessed, password })).statusCode).toBe(429);
  }
});
