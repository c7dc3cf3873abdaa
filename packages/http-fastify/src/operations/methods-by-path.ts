import { ALL_OPERATIONS } from './all-operations.js';

/** Tells which methods the path of a URL has; undefined where it is none of the API's. */
export const methodsByPath = (prefix: string): ((url: string) => readonly string[] | undefined) => {
  const methods = new Map<string, string[]>();
  for (const { path, method } of ALL_OPERATIONS) {
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, method, ...(method === 'GET' ? ['HEAD'] : [])]);
  }
  // A path without a parameter goes before one that has a parameter in the same place.
  const patterns = [...methods]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([path, allow]) => ({ pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), allow }));
  return (url) => {
    const path = url.split('?', 1)[0] ?? url;
    if (!path.startsWith(prefix)) return undefined;
    return patterns.find(({ pattern }) => pattern.test(path.slice(prefix.length)))?.allow;
  };
};
