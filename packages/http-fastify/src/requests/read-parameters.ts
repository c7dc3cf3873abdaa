import { formatInstant, parseInstant } from '@slotkeeper/domain';
import type { TObject } from 'typebox';

const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,14})$/;

/**
 * The parameters of a path or a query, which are text: one that its schema says to be an integer becomes the number
 * that it writes in canonical decimal, any other text stays as it is and fails its check.
 */
export const readParameters = (given: unknown, schema: TObject): Record<string, unknown> => {
  const read: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    const { type } = (schema.properties[name] ?? {}) as { type?: unknown };
    read[name] =
      type === 'integer' && typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
  }
  return read;
};

/** From here on the same UUID and the same instant have one spelling: lower case (RFC 9562 section 4), and UTC. */
export const withOneSpelling = (checked: unknown, schema: TObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(checked as Record<string, unknown>).map(([name, value]) => {
      const { format } = (schema.properties[name] ?? {}) as { format?: unknown };
      return [name, typeof value === 'string' ? spell(value, format) : value];
    }),
  );

const spell = (text: string, format: unknown): string => {
  if (format === 'uuid') return text.toLowerCase();
  const instant = format === 'date-time' ? parseInstant(text) : undefined;
  return instant?.ok === true ? formatInstant(instant.value) : text;
};
