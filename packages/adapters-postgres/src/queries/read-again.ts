import { DEADLOCK, sqlStateOf } from '../connection/server-error.js';

const MAX_ATTEMPTS = 3;

/**
 * Reads from several tables, and does so again where it and a migration waited for each other's tables and PostgreSQL
 * ended this one: it has changed nothing. After three times it fails with that error.
 */
export const readAgainAfterDeadlock = async <T>(read: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || sqlStateOf(error) !== DEADLOCK) throw error;
    }
  }
};
