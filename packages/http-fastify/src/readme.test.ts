import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createServer } from '../test/embedding-example.js';
import { PROBLEM_CODES, PROBLEM_FORMS } from './problems/problem-forms.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the README', () => {
  it('shows the program that is run here', () => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read('../test/embedding-example.ts')}\`\`\``);
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
