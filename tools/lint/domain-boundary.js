import { posix } from 'node:path';
import { placeOf } from './file-place.js';
import { importVisitor } from './import-visitor.js';

/** A folder imports from itself and from what stands to its left. */
const ORDER = [
  'time',
  'identity',
  'availability',
  'slots',
  'booking',
  'ports',
  'use-cases',
  'rules',
  'testing',
];
const LIBRARIES = ['@js-joda/core', '@js-joda/timezone'];
const TESTING_LIBRARIES = [...LIBRARIES, 'fast-check'];
const BARRELS = ['index.ts', 'testing/index.ts'];

const packageNameOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const refusalOfFolder = (place, target) => {
  if (target.startsWith('..')) return `'${target}' lies outside the domain's sources.`;
  const slash = target.indexOf('/');
  const folder = slash < 0 ? '' : target.slice(0, slash);
  if (folder === 'testing' && !place.isTest && place.folder !== 'testing') {
    return `Only tests and testing/ may import testing/.`;
  }
  if (place.isTest) return undefined;
  if (BARRELS.includes(target.replace(/\.js$/, '.ts')))
    return `Import the file of the concept, not the barrel.`;
  if (place.path === 'index.ts' || folder === '') return undefined;
  const from = ORDER.indexOf(place.folder);
  const to = ORDER.indexOf(folder);
  if (to < 0) return `The folder '${folder}' has no place in the order ${ORDER.join(' ← ')}.`;
  if (to > from) return `'${place.folder || 'src'}' may not import '${folder}': ${ORDER.join(' ← ')}.`;
  return undefined;
};

const refusalOfPackage = (place, specifier) => {
  if (place.isTest) return undefined;
  const allowed = place.folder === 'testing' ? TESTING_LIBRARIES : LIBRARIES;
  if (allowed.includes(packageNameOf(specifier))) return undefined;
  return `The domain may import ${allowed.join(', ')} and nothing else, so not '${specifier}'.`;
};

/** Inside `packages/domain/src`: folders import leftwards only, and of packages only the time library. */
export const domainBoundary = {
  create(context) {
    const place = placeOf(context.filename);
    if (place?.packageName !== 'domain') return {};
    const known = place.folder === '' || ORDER.includes(place.folder) || place.isTest;
    return {
      ...importVisitor((specifier, node) => {
        const message = specifier.startsWith('.')
          ? refusalOfFolder(place, posix.join(posix.dirname(place.path), specifier))
          : refusalOfPackage(place, specifier);
        if (message !== undefined) context.report({ node, message });
      }),
      Program(node) {
        if (!known) {
          const message = `The folder '${place.folder}' has no place in the order ${ORDER.join(' ← ')}.`;
          context.report({ node, message });
        }
      },
    };
  },
};
