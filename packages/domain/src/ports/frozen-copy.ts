/** A copy of plain data that nobody can change, however deep: what a store hands out may be held by many. */
export const frozenCopy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((item: unknown) => frozenCopy(item))
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, frozenCopy<unknown>(member)]));
  return Object.freeze(copy) as T;
};
