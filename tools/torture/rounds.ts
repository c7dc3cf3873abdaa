/** How long a scenario goes on: so many rounds in CI, and as long as its share of the time under `npm run torture`. */
export interface ShortForm {
  readonly rounds: number;
  /** Of the first round; each next one has the next number. */
  readonly seed: number;
}

/**
 * The seeds of a scenario's rounds, one after the other: in CI as many as its short form has, from its fixed seed on;
 * under `npm run torture -- --minutes N --seed S` from S on, until its share of the time is up, and one at the least.
 * A round of a given seed is the same each time, so `--seed S` with the seed of a fault begins with that fault.
 */
export function* roundsOf({ rounds, seed }: ShortForm): Generator<number, void> {
  const seconds = process.env['TORTURE_SECONDS'];
  if (seconds === undefined) {
    for (let round = 0; round < rounds; round += 1) yield seed + round;
    return;
  }
  const first = Number(process.env['TORTURE_SEED']);
  const end = performance.now() + Number(seconds) * 1_000;
  for (let round = 0; round === 0 || performance.now() < end; round += 1) yield first + round;
}

/** Whether `npm run torture` runs, where a scenario may do more in a round than it does in CI. */
export const isLongForm = (): boolean => process.env['TORTURE_SECONDS'] !== undefined;

/**
 * The bound on a time, both in milliseconds: what is promised under `npm run torture`, where one scenario runs at a
 * time. In CI other tests have the same processors, and a time says little: there it is so many times as long, so that
 * only what hangs is a fault.
 */
export const boundMs = (promisedMs: number): number => (isLongForm() ? promisedMs : 6 * promisedMs);

/** Enough for a scenario under `npm run torture`, and for its short form on a slow machine, in milliseconds. */
export const scenarioTimeoutMs = (): number => 300_000 + 2_000 * Number(process.env['TORTURE_SECONDS'] ?? 0);
