import type pg from 'pg';

/** Something that can be looked at, and what was found. */
export interface Finding {
  /** Stable, in kebab case. */
  readonly check: string;
  /** `unknown`: it could not be looked at, because something before it is at fault. */
  readonly status: 'ok' | 'fault' | 'unknown';
  /** One line for people. */
  readonly detail: string;
}

/** One look at the database. */
export interface DatabaseCheck {
  readonly check: string;
  readonly look: (session: pg.Client) => Promise<Omit<Finding, 'check'>>;
}

export const sound = (detail: string): Omit<Finding, 'check'> => ({ status: 'ok', detail });

export const fault = (detail: string): Omit<Finding, 'check'> => ({ status: 'fault', detail });

/** The one number that a statement gives. */
export const countOf = async (
  session: pg.Client,
  statement: string,
  values: readonly unknown[] = [],
): Promise<number> => {
  const { rows } = await session.query<{ count: string }>(statement, [...values]);
  return Number(rows[0]?.count);
};
