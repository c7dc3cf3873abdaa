/** One thing that was measured, held against a floor or a peer of the same run. */
export interface Figure {
  readonly name: string;
  /** In `unit`, as are `floor` and `peer`. */
  readonly value: number;
  readonly unit: string;
  /** What the least that the work could be costs; null where there is no such thing. */
  readonly floor: number | null;
  /** What somebody else's code takes for the same work; null where nobody else was asked. */
  readonly peer: number | null;
  /** The median over the rounds of what the goal is about; null where it is about the value itself. */
  readonly ratio: number | null;
  /** In words; empty for what is told for information. */
  readonly goal: string;
  readonly met: boolean;
  /** Whether the looser bound is kept, where the goal has one. */
  readonly resolves?: boolean;
}

/** A bound on the ratio of a figure or, where it has none, on its value. */
export interface Goal {
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  /** A looser limit, beyond which the work is not done at all. */
  readonly toResolve?: number | undefined;
}

export const atMost = (limit: number, toResolve?: number): Goal => ({ bound: 'at most', limit, toResolve });

export const atLeast = (limit: number, toResolve?: number): Goal => ({ bound: 'at least', limit, toResolve });

/** What was measured; what is left out is null. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor?: number | undefined;
  readonly peer?: number | undefined;
  readonly ratio?: number | undefined;
}

/** Judges what was measured by its goal; without one it is for information, and met. */
export const figureOf = (
  { name, value, unit, floor, peer, ratio }: Measured,
  goal: Goal | undefined,
): Figure => {
  const told = { name, value, unit, floor: floor ?? null, peer: peer ?? null, ratio: ratio ?? null };
  if (goal === undefined) return { ...told, goal: '', met: true };
  const { bound, limit, toResolve } = goal;
  const judged = ratio ?? value;
  const sign = bound === 'at most' ? '<=' : '>=';
  if (toResolve === undefined) return { ...told, goal: `${sign} ${limit}`, met: keeps(judged, bound, limit) };
  return {
    ...told,
    goal: `${sign} ${limit} (${sign} ${toResolve} to resolve)`,
    met: keeps(judged, bound, limit),
    resolves: keeps(judged, bound, toResolve),
  };
};

// What is no number keeps no bound.
const keeps = (judged: number, bound: Goal['bound'], limit: number): boolean =>
  bound === 'at most' ? judged <= limit : judged >= limit;

/** A JSON array with one object for each figure. */
export const figuresJson = (figures: readonly Figure[]): string =>
  `${JSON.stringify(
    figures.map(({ name, value, unit, floor, peer, ratio, goal, met }) => ({
      name,
      value,
      unit,
      floor,
      peer,
      ratio,
      goal,
      met,
    })),
    null,
    2,
  )}\n`;

/** A table for people, as Markdown writes it. */
export const figuresTable = (figures: readonly Figure[]): string => {
  const rows = figures.map(({ name, value, unit, floor, peer, ratio, goal, met, resolves }) => [
    name,
    written(value),
    unit,
    written(floor),
    written(peer),
    written(ratio),
    goal,
    goal === '' ? '' : met ? 'yes' : resolves === true ? 'NO, but resolved' : 'NO',
  ]);
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((cells) => cellAt(cells, column).length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => padded(cellAt(cells, column), width, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isNumeric(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(HEAD), rule, ...rows.map(line)].join('\n');
};

const HEAD = ['figure', 'value', 'unit', 'floor', 'peer', 'ratio', 'goal', 'met'];
const NUMERIC = new Set(['value', 'floor', 'peer', 'ratio']);

const isNumeric = (column: number): boolean => NUMERIC.has(cellAt(HEAD, column));

const cellAt = (cells: readonly string[], column: number): string => cells[column] ?? '';

const padded = (cell: string, width: number, column: number): string =>
  isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);

/** Three significant digits, more for what is large. */
const written = (value: number | null): string => {
  if (value === null) return '';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
};
