import { formatInstant, parseInstant } from '@slotkeeper/domain';
import type { TObject } from 'typebox';

/** What a request gives in one of its parts, by name. */
type Given = Readonly<Record<string, unknown>>;

const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,14})$/;

/**
 * Reads the parameters of a path or a query, which are text: one that its schema says to be an integer becomes the number
 * that it writes in canonical decimal, any other text stays as it is and fails its check.
 */
export const parameterReader = (schema: TObject): ((given: Given) => Given) => {
  const integers = namesWith(schema, ({ type }) => type === 'integer');
  return changing(integers, (value) => (WHOLE_NUMBER.test(value) ? Number(value) : value));
};

/** From here on the same UUID and the same instant have one spelling: lower case (RFC 9562 section 4), and UTC. */
export const oneSpelling = (schema: TObject): ((checked: Given) => Given) => {
  const uuids = namesWith(schema, ({ format }) => format === 'uuid');
  const instants = namesWith(schema, ({ format }) => format === 'date-time');
  const spellUuids = changing(uuids, (text) => text.toLowerCase());
  const spellInstants = changing(instants, (text) => {
    const instant = parseInstant(text);
    return instant.ok ? formatInstant(instant.value) : text;
  });
  return (checked) => spellInstants(spellUuids(checked));
};

const namesWith = (
  { properties }: TObject,
  matches: (property: { readonly type?: unknown; readonly format?: unknown }) => boolean,
): readonly string[] =>
  Object.entries(properties)
    .filter(([, property]) => matches(property))
    .map(([name]) => name);

/** The same with some texts changed; itself where none is. */
const changing =
  (names: readonly string[], change: (text: string) => unknown): ((given: Given) => Given) =>
  (given) => {
    let changed: Record<string, unknown> | undefined;
    for (const name of names) {
      const before = given[name];
      if (typeof before !== 'string') continue;
      const after = change(before);
      if (after === before) continue;
      // A query may name anything, `__proto__` too.
      changed ??= Object.assign(Object.create(null) as Record<string, unknown>, given);
      changed[name] = after;
    }
    return changed ?? given;
  };
