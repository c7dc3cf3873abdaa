import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBookedDay } from '../test/booked-day.js';
import { createServer } from '../test/embedding-example.js';
import { evaluator } from '../test/own-policy-example.js';
import { PROBLEM_CODES, PROBLEM_FORMS } from './problems/problem-forms.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the README', () => {
  it('shows the program that is run here', () => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read('../test/embedding-example.ts')}\`\`\``);
  });

  it('shows a policy that is kept here', async () => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read('../test/own-policy-example.ts')}\`\`\``);
    const { send, host } = await createBookedDay({ dependencies: { evaluator } });
    const [sunday, monday] = ['2030-01-06', '2030-01-07'];
    const body = { hostId: host.id, slotDuration: 60 };
    for (const date of [sunday, monday]) {
      const range = { startTime: `${date}T10:00:00Z`, endTime: `${date}T11:00:00Z` };
      await send('POST /availability', { token: host.token, body: { ...body, ...range } });
    }
    const slots = await send(`GET /slots?hostId=${host.id}&from=${sunday}T00:00:00Z&to=2030-01-08T00:00:00Z`);
    expect(slots.json()).toMatchObject({ items: [{ startTime: `${monday}T10:00:00Z` }] });
    const explained = await send('POST /slots/explain', {
      body: { hostId: host.id, startTime: `${sunday}T10:00:00Z` },
    });
    expect(explained.json()).toMatchObject({ refusals: [{ code: 'no_sundays', figures: { day: 'SU' } }] });
  });

  it('shows a program that serves', async () => {
    const app = await createServer('a secret of thirty-two bytes, at least');
    const made = await app.inject({
      method: 'POST',
      url: '/booking/users',
      payload: {
        email: 'ada@example.com',
        name: 'Ada',
        password: 'correct horse battery staple',
        role: 'HOST',
      },
    });
    expect(made.statusCode).toBe(201);
    const login = await app.inject({
      method: 'POST',
      url: '/booking/auth/login',
      payload: { email: 'ada@example.com', password: 'correct horse battery staple' },
    });
    const authorization = `Bearer ${login.json<{ accessToken: string }>().accessToken}`;
    const hosts = await app.inject({ url: '/booking/hosts', headers: { authorization } });
    expect(hosts.json()).toMatchObject({ items: [{ name: 'Ada' }] });
    expect((await app.inject('/booking/docs/')).statusCode).toBe(200);
    await app.close();
  });
});

describe('docs/http.md', () => {
  it('lists every problem, with the status that it is answered with', () => {
    const text = read('../../../docs/http.md').replaceAll(/ +\|/g, ' |');
    const rows = text.match(/^\| `\w+` \| \d{3} \| .* \|$/gm) ?? [];
    expect(rows).toEqual(
      PROBLEM_CODES.map(
        (code) => `| \`${code}\` | ${PROBLEM_FORMS[code].status} | ${PROBLEM_FORMS[code].meaning} |`,
      ),
    );
  });
});
