/** A copy of plain data that nobody can change, however deep: what a store hands out may be held by many. */
export const frozenCopy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozenCopy(item))) as T;
  // Spread keeps the shape that all values of one kind share, and with it their speed.
  const copy = { ...value } as Record<string, unknown>;
  for (const name in copy) {
    const member = copy[name];
    if (typeof member === 'object' && member !== null) copy[name] = frozenCopy(member);
  }
  return Object.freeze(copy) as T;
};
