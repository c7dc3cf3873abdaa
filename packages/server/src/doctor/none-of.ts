import { fault, sound, type DatabaseCheck } from './check.js';

/** Something that a database must have none of. */
interface Forbidden {
  readonly check: string;
  /** What it means that there is none. */
  readonly sound: string;
  /** What each of them is, after its count. */
  readonly fault: string;
  /** Selects them, each once, as one text that tells which. */
  readonly statement: string;
  readonly values?: readonly unknown[];
}

/** Counts in the database, and names one: however many there are, nothing of them is kept here. */
export const noneOf = ({
  check,
  sound: meaning,
  fault: what,
  statement,
  values = [],
}: Forbidden): DatabaseCheck => ({
  check,
  look: async (session) => {
    const { rows } = await session.query<{ count: string; example: string }>(
      `select count(*) as count, min(what) as example from (${statement}) as found (what)`,
      [...values],
    );
    const count = Number(rows[0]?.count);
    return count === 0 ? sound(meaning) : fault(`${count} ${what}, such as ${rows[0]?.example ?? ''}`);
  },
});
