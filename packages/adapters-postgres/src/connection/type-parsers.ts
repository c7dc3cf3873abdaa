import { parseTimestamptz } from './timestamptz.js';

/** Of PostgreSQL's `pg_type.dat`. */
const PARSERS: ReadonlyMap<number, (printed: string) => unknown> = new Map<
  number,
  (printed: string) => unknown
>([
  [16, (printed) => printed === 't'],
  [20, Number],
  [21, Number],
  [23, Number],
  [114, (printed): unknown => JSON.parse(printed)],
  [1184, parseTimestamptz],
  [3802, (printed): unknown => JSON.parse(printed)],
]);

const asPrinted = (printed: string): unknown => printed;

/**
 * How one client reads what PostgreSQL prints: `timestamptz` and `bigint` as numbers, `json` parsed, the rest as text.
 * pg's own table is shared by all that use pg in a process, so it is neither changed nor trusted.
 */
export const typeParsers = {
  getTypeParser: (oid: number): ((printed: string) => unknown) => PARSERS.get(oid) ?? asPrinted,
};
