import { createHash } from 'node:crypto';

const names = new Map<string, string>();
// Statements are constant texts and few; a text that varies without bound must not fill the memory.
const MAX_NAMES = 1_000;

/**
 * The name under which a connection prepares a statement: the same text has the same name, so that PostgreSQL parses
 * and plans it once per connection. Shorter than the 63 bytes that PostgreSQL keeps of a name.
 */
export const statementName = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `slotkeeper_${createHash('sha256').update(text).digest('base64url')}`;
  if (names.size < MAX_NAMES) names.set(text, name);
  return name;
};
