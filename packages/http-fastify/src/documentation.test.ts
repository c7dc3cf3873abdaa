import { describe, expect, it } from 'vitest';
import { createTestServer } from '../test/test-server.js';

/** What a page or a style sheet refers to. */
const referencesOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\b(?:src|href|action)\s*=\s*|url\(|@import\s+)["']?([^"')\s>]+)/g)].map(
    ([, target]) => target ?? '',
  );

/** Whether a reference stays on the server that it came from. */
const isOwn = (reference: string): boolean =>
  !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(reference) || reference.startsWith('data:');

/** The sources that a content security policy lets a browser load from. */
const sourcesOf = (policy: string): readonly string[] =>
  policy.split(';').flatMap((directive) => directive.trim().split(/\s+/).slice(1));

describe('/docs', () => {
  it.each(['', '/api'])('refers to nothing but this server, below "%s"', async (prefix) => {
    const { app } = await createTestServer({ prefix, plugin: { documentation: true } });
    for (const path of [`${prefix}/docs`, `${prefix}/docs/`]) {
      const page = await app.inject(path);
      expect(page.statusCode).toBe(200);
      const references = referencesOf(page.body);
      expect(references.length).toBeGreaterThan(4);
      expect(references.filter((reference) => !isOwn(reference))).toEqual([]);
      const assets = await Promise.all(
        references.map((reference) => app.inject(new URL(reference, `http://localhost${path}`).pathname)),
      );
      expect(assets.map(({ statusCode }) => statusCode)).toEqual(references.map(() => 200));
      const styles = assets.filter(({ headers }) => String(headers['content-type']).startsWith('text/css'));
      expect(styles.length).toBeGreaterThan(0);
      expect(
        styles.flatMap(({ body }) => referencesOf(body)).filter((reference) => !isOwn(reference)),
      ).toEqual([]);
    }
  });

  it('forbids a browser to load from, or to send to, anywhere else', async () => {
    const { app } = await createTestServer({ plugin: { documentation: true } });
    for (const path of [
      '/docs',
      '/docs/static/swagger-initializer.js',
      '/docs/static/swagger-ui-bundle.js',
    ]) {
      const policy = String((await app.inject(path)).headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      const elsewhere = sourcesOf(policy).filter(
        (source) => !["'self'", "'none'", "'unsafe-inline'", 'data:'].includes(source),
      );
      expect(elsewhere).toEqual([]);
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    }
  });

  it('shows the document that /openapi.json gives', async () => {
    const { app } = await createTestServer({ plugin: { documentation: true } });
    expect((await app.inject('/docs/json')).json()).toEqual((await app.inject('/openapi.json')).json());
  });

  it('is not served where it is not wanted', async () => {
    const { send } = await createTestServer({ plugin: { documentation: false } });
    expect((await send('GET /docs')).statusCode).toBe(404);
  });
});

describe('the check of references', () => {
  it.each([
    ['<script src="https://cdn.example/x.js">', ['https://cdn.example/x.js']],
    ["<link href='//fonts.example/x.css'>", ['//fonts.example/x.css']],
    ['body { background: url(http://cdn.example/x.png) }', ['http://cdn.example/x.png']],
    ['@import "https://cdn.example/x.css";', ['https://cdn.example/x.css']],
    ['<script src="/docs/x.js"><img src="data:image/png;base64,AA">', []],
  ])('finds what is foreign in %s', (text, foreign) => {
    expect(referencesOf(text).filter((reference) => !isOwn(reference))).toEqual(foreign);
  });
});
