import type { Result } from '../result.js';

/** What was granted. @throws Error where it was refused, with the refusal */
export const unwrap = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
};
