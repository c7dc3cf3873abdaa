import type { TSchema } from 'typebox';

/** Whether a request may come without a body: its schema takes `null` for one. */
export const isOptionalBody = (schema: TSchema): boolean =>
  'type' in schema && Array.isArray(schema.type) && schema.type.includes('null');
