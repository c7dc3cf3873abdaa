import { createConfig, lintFromString } from '@redocly/openapi-core';
import { loadZoneTables } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { answerChecker } from '../../test/documented-answers.js';
import { ALL_OPERATIONS } from '../operations/all-operations.js';
import { checkCompiler } from '../requests/compile-check.js';
import { openApiDocument } from './open-api-document.js';

type Documented = Readonly<
  Record<
    string,
    { content: Readonly<Record<string, { examples?: Readonly<Record<string, { value: unknown }>> }>> }
  >
>;

/** What Redocly's linter says by its recommended rules, warnings included. Everything is in the text: it fetches nothing. */
const lint = async (document: unknown): Promise<readonly string[]> => {
  const found = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config: await createConfig({ extends: ['recommended'] }),
  });
  return found.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer ?? '?'}`,
  );
};

const changed = (change: (document: Record<string, never>) => void): unknown => {
  const copy = JSON.parse(JSON.stringify(openApiDocument())) as Record<string, never>;
  change(copy);
  return copy;
};

describe('the OpenAPI document', () => {
  it('passes a public linter without an error or a warning', async () => {
    expect(await lint(openApiDocument())).toEqual([]);
    expect(await lint(openApiDocument({ version: '2.0.0', prefix: '/api' }))).toEqual([]);
  });

  interface Loose {
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: Record<string, Record<string, unknown>> };
  }

  it.each<[string, string, (document: Loose) => void]>([
    ['a reference to nothing', 'no-unresolved-refs', ({ components }) => delete components.schemas['Slot']],
    [
      'a parameter that is not declared',
      'path-parameters-defined',
      ({ paths }) => delete paths['/bookings/{id}']?.['get']?.['parameters'],
    ],
    [
      'an operation that does not say who may',
      'security-defined',
      ({ paths }) => delete paths['/slots']?.['get']?.['security'],
    ],
    [
      'two operations of one id',
      'operation-operationId-unique',
      ({ paths }) => Object.assign(paths['/slots']?.['get'] ?? {}, { operationId: 'book' }),
    ],
    [
      'a member that OpenAPI does not have',
      'struct',
      ({ paths }) => Object.assign(paths['/slots']?.['get'] ?? {}, { colour: 'red' }),
    ],
  ])('would not pass it with %s', async (_, rule, change) => {
    const found = await lint(changed((document) => change(document as unknown as Loose)));
    expect(found.map((problem) => problem.split(':', 1)[0])).toContain(rule);
  });

  it('is OpenAPI 3.1 and says of each operation what it is called, whose it is and how it fails', () => {
    const document = openApiDocument();
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(0);
    for (const { operationId, summary, tags, responses } of operations) {
      expect(operationId).toEqual(expect.any(String));
      expect(summary).toEqual(expect.any(String));
      expect(tags).toHaveLength(1);
      expect(Object.keys(responses as object)).toEqual(expect.arrayContaining(['400', '500']));
    }
  });

  it.each([
    ['/users', 'post', []],
    ['/users/me', 'get', [{ accessToken: [] }]],
    ['/hosts', 'get', [{ accessToken: [] }, { apiKey: ['calendar:read'] }]],
    ['/bookings', 'post', [{}, { accessToken: [] }, { apiKey: ['bookings:write'] }]],
    ['/slots', 'get', [{}, { accessToken: [] }, { apiKey: ['calendar:read'] }, { guestToken: [] }]],
    [
      '/bookings/{id}/cancel',
      'post',
      [{ accessToken: [] }, { apiKey: ['bookings:write'] }, { guestToken: [] }],
    ],
  ])('says which proofs %s takes for %s, and with what scope', (path, method, security) => {
    expect(openApiDocument().paths[path]?.[method]?.['security']).toEqual(security);
  });

  it('has an example of each problem that is as documented itself', () => {
    const document = openApiDocument();
    const differences = answerChecker(document);
    const found = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.entries(responses as Documented).flatMap(([status, { content }]) =>
          Object.values(content?.['application/problem+json']?.examples ?? {}).map(({ value }) => ({
            method: method.toUpperCase(),
            url: path,
            status: Number(status),
            headers: { 'content-type': 'application/problem+json' },
            text: JSON.stringify(value),
          })),
        ),
      ),
    );
    expect(found.length).toBeGreaterThan(100);
    expect(found.flatMap((example) => differences(example))).toEqual([]);
  });

  it('has examples in its requests that would be read', async () => {
    const zones = await loadZoneTables();
    const compile = checkCompiler(zones);
    const wrong: unknown[] = [];
    let count = 0;
    const walk = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return;
      const { examples } = node as { examples?: unknown };
      for (const example of Array.isArray(examples) ? examples : []) {
        count += 1;
        const errors = compile(node, 'body')(example);
        if (errors.length > 0) wrong.push(...errors);
      }
      for (const member of Object.values(node)) walk(member);
    };
    for (const { params, query, body } of ALL_OPERATIONS) walk([params, query, body]);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });
});
