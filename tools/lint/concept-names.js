import { placeOf } from './file-place.js';

const EMPTY_WORDS = new Set(['util', 'utils', 'common', 'helper', 'helpers', 'dto', 'dtos']);
const WORKSPACE_PATH = /\/((?:packages|tools|bench|examples)\/.+)$/;

const isBarrelAllowed = (place) =>
  place.path === 'index.ts' || (place.packageName === 'domain' && place.path === 'testing/index.ts');

const refusalOf = (filename) => {
  const path = WORKSPACE_PATH.exec(filename.replaceAll('\\', '/'))?.[1];
  const empty = path?.split(/[/.\-_]/).find((word) => EMPTY_WORDS.has(word.toLowerCase()));
  if (empty !== undefined) return `'${empty}' names no concept: call the file after what it is about.`;
  const place = placeOf(filename);
  if (place !== undefined && /(^|\/)index\.ts$/.test(place.path) && !isBarrelAllowed(place)) {
    return 'Only src/index.ts and the domain’s src/testing/index.ts are entry points: no inner barrels.';
  }
  return undefined;
};

/** Files and folders are named after their one concept, and only the public entries are called `index.ts`. */
export const conceptNames = {
  create(context) {
    return {
      Program(node) {
        const message = refusalOf(context.filename);
        if (message !== undefined) context.report({ node, message });
      },
    };
  },
};
