/** The answer of a list, with the `Link` to the page that follows (RFC 8288). */
export const pageAnswer = <Item>(url: string, items: Item[], nextCursor: string | null) => ({
  body: { items, nextCursor },
  ...(nextCursor === null ? {} : { headers: linkToNext(url, nextCursor) }),
});

/** The `Link` to the page that follows; none where none does. */
export const linkToNext = (url: string, nextCursor: string | null): Readonly<Record<string, string>> =>
  nextCursor === null ? {} : { Link: `<${withCursor(url, nextCursor)}>; rel="next"` };

const withCursor = (url: string, cursor: string): string => {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};
