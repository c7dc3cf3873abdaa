import type { IdSource } from '../ports/id-source.js';

/**
 * UUIDs that count upwards, so that a failed test reads the same each time: `00000000-0000-4000-8000-000000000001` is
 * the first. Their order as texts is the order in which they were made.
 */
export const sequentialIds = (): IdSource => {
  let made = 0;
  return {
    next: () => {
      made += 1;
      return `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`;
    },
  };
};
