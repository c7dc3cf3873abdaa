/** How often each status was answered, such as `120 × 201, 3 × 503, 7 × no answer`. */
export const tallyOf = (statuses: ReadonlyMap<number, number>): string =>
  listed(
    [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, times]) => [status === 0 ? 'no answer' : String(status), times]),
  );

/** How often each of these comes up, such as `999 × 409, 1 × 201`, the most frequent first. */
export const tally = (names: Iterable<string>): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return listed([...counts].sort(([, a], [, b]) => b - a));
};

const listed = (counts: readonly (readonly [name: string, times: number])[]): string =>
  counts.map(([name, times]) => `${times.toLocaleString('en-US')} × ${name}`).join(', ');

/** The middle one and the longest of some times, such as `median 0.41 s, longest 0.87 s`. */
export const spanOf = (milliseconds: readonly number[]): string => {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const seconds = (ms: number | undefined): string => `${((ms ?? Number.NaN) / 1_000).toFixed(2)} s`;
  return `median ${seconds(sorted[Math.floor(sorted.length / 2)])}, longest ${seconds(sorted.at(-1))}`;
};
