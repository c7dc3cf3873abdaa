/**
 * The path of an operation as the router writes it. There a colon is written twice; a parameter that a colon follows
 * ends at it, where others go on to the next `/`.
 */
export const routeUrl = (path: string): string =>
  path
    .replaceAll(':', '::')
    .replaceAll(/\{(\w+)\}(?=::)/g, ':$1([^:]*)')
    .replaceAll(/\{(\w+)\}/g, ':$1');
