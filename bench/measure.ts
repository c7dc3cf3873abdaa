/** Measures once, and gives what it measured: milliseconds, requests per second, whatever its unit is. */
export type Probe = () => number | Promise<number>;

/** Of each probe what it gave in each round; those of one round stand at one place. */
export type Samples<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Asks all probes in each round, one after the other, each round beginning with another one: a machine that gets slower
 * gets slower for all of them, and nobody has the place after the same neighbour each time.
 */
export const interleave = async <Name extends string>(
  probes: Readonly<Record<Name, Probe>>,
  rounds: number,
): Promise<Samples<Name>> => {
  const names = Object.keys(probes) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      samples[name].push(await probes[name]());
    }
  }
  return samples;
};

/** The middle one of some values, or the mean of the two in the middle. @throws RangeError where there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  if (above === undefined || below === undefined) throw new RangeError('no values have no median');
  return (above + below) / 2;
};

/** How many times as large the one is as the other: the median of what it is in each round. */
export const ratioOf = (dividends: readonly number[], divisors: readonly number[]): number => {
  if (dividends.length !== divisors.length) throw new RangeError('not of the same rounds');
  return median(dividends.map((dividend, round) => dividend / (divisors[round] as number)));
};

// What is computed and never looked at may be left out by the compiler.
let kept: unknown;

/** What the last call of a timed piece of work gave. */
export const lastResult = (): unknown => kept;

/** How long work is done before it is measured, and for how long each time. */
export interface Pace {
  readonly warmUpMs: number;
  readonly sampleMs: number;
}

/**
 * A probe for how long one call of work keeps processors busy, in milliseconds: on an idle machine that is how long it
 * takes, with its collection of garbage, and on a busy one the others' share is not in it. It warms the work up now, and
 * then calls it as often for each sample as fits into one.
 */
export const timePerCall = (work: () => unknown, { warmUpMs, sampleMs }: Pace): Probe => {
  let calls = 0;
  const warmUpStart = processorMs();
  // The second half tells how long a call takes: before, the compiler is at work.
  let halfTime = warmUpStart;
  let callsByHalfTime = 0;
  for (let now = warmUpStart; now - warmUpStart < warmUpMs || calls < 2; now = processorMs()) {
    if (now - warmUpStart < warmUpMs / 2) [halfTime, callsByHalfTime] = [now, calls];
    kept = work();
    calls += 1;
  }
  const msPerCall = (processorMs() - halfTime) / (calls - callsByHalfTime);
  const callsPerSample = Math.max(1, Math.round(sampleMs / msPerCall));
  return () => {
    const start = processorMs();
    for (let call = 0; call < callsPerSample; call += 1) kept = work();
    return (processorMs() - start) / callsPerSample;
  };
};

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
