/** The packages that are published, by folder below `packages/`, and the entries of each. */
export const PUBLISHED = [
  { folder: 'domain', entries: { domain: 'index', 'domain-testing': 'testing/index' } },
  { folder: 'in-memory', entries: { 'in-memory': 'index' } },
  { folder: 'adapters-postgres', entries: { 'adapters-postgres': 'index' } },
  { folder: 'http-fastify', entries: { 'http-fastify': 'index' } },
  { folder: 'server', entries: { server: 'index' } },
];
