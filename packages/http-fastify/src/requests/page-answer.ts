/** The answer of a list, with the `Link` to the page that follows (RFC 8288). */
export const pageAnswer = <Item>(url: string, items: Item[], nextCursor: string | null) => ({
  body: { items, nextCursor },
  ...(nextCursor === null ? {} : { headers: { Link: linkTo(url, nextCursor) } }),
});

/** The value of the `Link` to the page that follows. */
export const linkTo = (url: string, nextCursor: string): string =>
  `<${withCursor(url, nextCursor)}>; rel="next"`;

const withCursor = (url: string, cursor: string): string => {
  // Most questions have none yet, and nothing that must be written another way.
  if (PLAIN_QUESTION.test(url) && !url.includes('cursor')) return `${url}&cursor=${cursor}`;
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};

/** A path, a question mark, and parameters with characters that stand for themselves there (RFC 3986 section 3.4). */
const PLAIN_QUESTION = /^[\w\-./~]+\?[\w\-.~:=&]+$/;
