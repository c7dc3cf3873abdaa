import { isDeepStrictEqual } from 'node:util';

export type JsonObject = Readonly<Record<string, unknown>>;

const TYPES: readonly unknown[] = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Other things than schemas have titles and types too: problem details among them. */
const isSchemaType = (type: unknown): boolean =>
  Array.isArray(type) ? type.every(isSchemaType) : TYPES.includes(type);

/**
 * A copy of a value in which each schema that has a `title` is a reference to the one schema of that title.
 * @throws RangeError where two schemas that differ have the same title.
 */
export const hoistSchemas = (value: unknown): { readonly value: unknown; readonly schemas: JsonObject } => {
  const schemas: Record<string, unknown> = {};
  const hoist = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(hoist);
    if (node === null || typeof node !== 'object') return node;
    const copy = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, hoist(member)]));
    const { title, type } = copy;
    if (typeof title !== 'string' || !isSchemaType(type)) return copy;
    if (title in schemas && !isDeepStrictEqual(schemas[title], copy)) {
      throw new RangeError(`two schemas that differ are both called ${title}`);
    }
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  };
  const hoisted = hoist(value);
  return { value: hoisted, schemas };
};
