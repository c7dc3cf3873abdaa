/**
 * How many examples of a property are tried: all of `full`, or fewer where `PROPERTY_RUNS` says how many at the most, as
 * mutation testing does, which runs a test once for each mutant.
 */
export const mostRuns = (full: number): number =>
  Math.min(full, Number(process.env['PROPERTY_RUNS'] ?? full));
