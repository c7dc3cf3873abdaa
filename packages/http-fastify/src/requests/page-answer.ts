/** The answer of a list, with the `Link` to the page that follows (RFC 8288). */
export const pageAnswer = <Item>(url: string, items: Item[], nextCursor: string | null) => ({
  body: { items, nextCursor },
  ...(nextCursor === null ? {} : { headers: { Link: linkTo(url, nextCursor) } }),
});

/** The value of the `Link` to the page that follows. */
export const linkTo = (url: string, nextCursor: string): string =>
  `<${withCursor(url, nextCursor)}>; rel="next"`;

const withCursor = (url: string, cursor: string): string => {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};
