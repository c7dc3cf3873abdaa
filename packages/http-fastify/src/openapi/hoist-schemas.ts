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
  // Most schemas are in many places, and the same object in all of them.
  const hoisted = new Map<object, unknown>();
  const hoist = (node: unknown): unknown => {
    if (node === null || typeof node !== 'object') return node;
    const known = hoisted.get(node);
    if (known !== undefined) return known;
    const made = Array.isArray(node) ? node.map(hoist) : hoistObject(node);
    hoisted.set(node, made);
    return made;
  };
  const hoistObject = (node: object): unknown => {
    const copy = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, hoist(member)]));
    const { title, type } = copy;
    if (typeof title !== 'string' || !isSchemaType(type)) return copy;
    if (title in schemas && !isDeepStrictEqual(schemas[title], copy)) {
      throw new RangeError(`two schemas that differ are both called ${title}`);
    }
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  };
  return { value: hoist(value), schemas };
};
