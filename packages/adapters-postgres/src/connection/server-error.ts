import pg from 'pg';

/** What PostgreSQL answers instead of doing it; its `code` is an SQLSTATE (PostgreSQL manual, appendix A). */
export const isServerError = (error: unknown): error is pg.DatabaseError => error instanceof pg.DatabaseError;

export const sqlStateOf = (error: unknown): string | undefined =>
  isServerError(error) ? error.code : undefined;

/** Classes of SQLSTATE that speak of the server and not of what was asked: connection, resources, operator, system. */
const UNAVAILABLE_CLASSES = new Set(['08', '53', '57', '58']);
/** A statement before it has failed, and nothing but the end of the transaction is carried out. */
export const IN_FAILED_TRANSACTION = '25P02';
const IDLE_IN_TRANSACTION_TIMEOUT = '25P03';
/** Two waited for each other, and this one was ended. */
export const DEADLOCK = '40P01';
/** By `statement_timeout`, or by an operator. */
export const QUERY_CANCELED = '57014';

/** Whether the server could not do it, whatever it was. What did not come from the server is the connection's fault. */
export const isUnavailability = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  if (state === undefined) return true;
  return UNAVAILABLE_CLASSES.has(state.slice(0, 2)) || state === IDLE_IN_TRANSACTION_TIMEOUT;
};

/** Whether the connection can't be used any more. */
export const endsConnection = (error: unknown): boolean =>
  isUnavailability(error) && sqlStateOf(error) !== QUERY_CANCELED;
