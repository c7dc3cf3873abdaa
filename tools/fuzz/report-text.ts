import type { FuzzReport } from './fuzz.js';

/** What a run did, in figures. */
export const reportText = ({
  seed,
  requests,
  answers,
  codes,
  faults,
  unreached,
  unmet,
}: FuzzReport): string => {
  const total = (counts: ReadonlyMap<unknown, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0);
  const inOrder = <K extends string | number>(counts: ReadonlyMap<K, number>): string =>
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ');
  const statuses = new Map<number, number>();
  for (const counts of answers.values())
    for (const [status, count] of counts) statuses.set(status, (statuses.get(status) ?? 0) + count);
  return [
    `fuzzed with seed ${seed}: ${requests} requests, ${faults.length} faults`,
    `by status: ${inOrder(statuses)}`,
    ...[...answers].map(([id, counts]) => `  ${id}: ${total(counts)} (${inOrder(counts)})`),
    `problems: ${inOrder(codes)}`,
    `operations without a success: ${unreached.join(', ') || 'none'}`,
    `documented problems that did not come up: ${unmet.join(', ') || 'none'}`,
    ...faults.map(
      ({ request, operationId, what, sent, answer }) =>
        `FAULT in ${operationId}: ${what}\n  request ${request} of seed ${seed}` +
        ` (npm run fuzz -- --seed ${seed} --requests ${request})\n  ${sent}\n  answered ${answer}`,
    ),
  ].join('\n');
};
