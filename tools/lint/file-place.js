const PLACE = /\/packages\/([^/]+)\/(src|test)\/(.+)$/;
const TEST_FILE = /\.test(-d)?\.ts$/;

/**
 * Where a source file stands in the workspace, or `undefined` for a file outside `packages/<name>/src` and
 * `packages/<name>/test`.
 *
 * `folder` is the first folder below `src` (`''` for a file that lies in `src` itself); `path` is relative to
 * `src`, with forward slashes. Everything below `test/` counts as a test.
 */
export const placeOf = (filename) => {
  const match = PLACE.exec(filename.replaceAll('\\', '/'));
  if (match === null) return undefined;
  const [, packageName, root, path] = match;
  const slash = path.indexOf('/');
  return {
    packageName,
    path,
    folder: slash < 0 ? '' : path.slice(0, slash),
    isTest: root === 'test' || TEST_FILE.test(path),
  };
};
