import { Type, type Static, type TObject } from 'typebox';

/** A body that may be left out: `null` stands for none. */
export const optionalBody = <S extends TObject>(schema: S) =>
  Type.Unsafe<Static<S> | null>({ ...schema, type: ['object', 'null'] });

/** A body that says nothing. */
export const NoFields = Type.Unsafe<Record<string, never> | null>({
  title: 'NoFields',
  type: ['object', 'null'],
  properties: {},
  additionalProperties: false,
  description: 'Nothing, or an object without fields.',
});
