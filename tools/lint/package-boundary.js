import { posix } from 'node:path';
import { placeOf } from './file-place.js';
import { importVisitor } from './import-visitor.js';

const SCOPE = '@slotkeeper/';
const ENTRIES = [
  '@slotkeeper/domain',
  '@slotkeeper/domain/testing',
  '@slotkeeper/in-memory',
  '@slotkeeper/adapters-postgres',
  '@slotkeeper/http-fastify',
  '@slotkeeper/server',
];

const EDGE = { source: ['@slotkeeper/domain'], test: ['@slotkeeper/domain', '@slotkeeper/domain/testing'] };
const VISIBLE = {
  domain: { source: [], test: [...EDGE.test, '@slotkeeper/in-memory'] },
  'in-memory': EDGE,
  'adapters-postgres': EDGE,
  'http-fastify': { source: EDGE.source, test: [...EDGE.test, '@slotkeeper/in-memory'] },
  server: {
    source: ENTRIES.filter(
      (entry) => entry !== '@slotkeeper/domain/testing' && entry !== '@slotkeeper/server',
    ),
    test: ENTRIES,
  },
};

const CONTAINER = ['tsyringe', 'reflect-metadata'];
const isContainer = (specifier) =>
  CONTAINER.some((name) => specifier === name || specifier.startsWith(`${name}/`));
const isCompositionRoot = (place) => place?.packageName === 'server' && place.path.startsWith('composition');

const refusalOf = (place, specifier) => {
  if (isContainer(specifier) && !isCompositionRoot(place)) {
    return `Only packages/server/src/composition* may import '${specifier}'.`;
  }
  if (specifier.startsWith('.')) {
    if (place === undefined) {
      return /(^|\/)packages\/[^/]+\/(src|dist)\//.test(specifier)
        ? `'${specifier}' reaches into a package: import its name.`
        : undefined;
    }
    const outside = posix.join(posix.dirname(place.path), specifier).startsWith('..');
    return outside && !place.isTest ? `'${specifier}' leaves the package's sources.` : undefined;
  }
  if (!specifier.startsWith(SCOPE)) return undefined;
  if (!ENTRIES.includes(specifier))
    return `'${specifier}' is a deep import: import what the package exports.`;
  if (place === undefined) return undefined;
  const own = specifier === `${SCOPE}${place.packageName}`;
  const visible = VISIBLE[place.packageName]?.[place.isTest ? 'test' : 'source'] ?? [];
  if (visible.includes(specifier) || (own && place.isTest)) return undefined;
  return `packages/${place.packageName} may not import '${specifier}'.`;
};

/** Between packages: every edge sees the domain alone, only `server` sees them all, and nobody imports deeply. */
export const packageBoundary = {
  create(context) {
    const place = placeOf(context.filename);
    return importVisitor((specifier, node) => {
      const message = refusalOf(place, specifier);
      if (message !== undefined) context.report({ node, message });
    });
  },
};
