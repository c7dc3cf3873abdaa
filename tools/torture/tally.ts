/** How often each of these comes up, such as `999 × 409, 1 × 201`, the most frequent first. */
export const tally = (names: Iterable<string>): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${times.toLocaleString('en-US')} × ${name}`)
    .join(', ');
};
