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

/** The same UUID has one spelling from here on: lower case (RFC 9562 section 4). */
export const withLowerCaseIds = (checked: unknown, schema: TObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(checked as Record<string, unknown>).map(([name, value]) => {
      const { format } = (schema.properties[name] ?? {}) as { format?: unknown };
      return [name, format === 'uuid' && typeof value === 'string' ? value.toLowerCase() : value];
    }),
  );
