import { parseInstant, parseLocalDate, type FieldError, type ZoneTables } from '@slotkeeper/domain';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';

export type RequestPart = 'params' | 'query' | 'body';

/** Says what is wrong with a value, field by field; nothing if it keeps its schema. */
export type Check = (value: unknown) => readonly FieldError[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_NAME_LENGTH = 100;

type KnownZones = Pick<ZoneTables, 'has'>;
type CheckCompiler = (schema: TSchema, part: RequestPart) => Check;

// A schema costs milliseconds to compile: several servers of one process share what was compiled.
const compilers = new WeakMap<KnownZones, CheckCompiler>();

/**
 * The compiler of checks for these time zones. Nothing is coerced, filled in or removed. Instants and dates are judged
 * by the domain's own parsers, since the `date-time` of ajv-formats lets dates pass that do not exist.
 */
export const checkCompiler = (zones: KnownZones): CheckCompiler => {
  const known = compilers.get(zones);
  if (known !== undefined) return known;
  const compiler = createCompiler(zones);
  compilers.set(zones, compiler);
  return compiler;
};

const createCompiler = (zones: KnownZones): CheckCompiler => {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    formats: {
      'date-time': (text: string) => parseInstant(text).ok,
      date: (text: string) => parseLocalDate(text).ok,
      uuid: UUID,
      'time-zone': (name: string) => zones.has(name),
    },
  });
  ajv.addVocabulary(['x-invalid']);
  return (schema, part) => {
    // Compiled by the first request that needs it: a server that starts has a hundred of them, and uses few at once.
    let compiled: ValidateFunction | undefined;
    return (value) => {
      const validate = (compiled ??= ajv.compile(schema));
      if (validate(value)) return [];
      return withoutRepeats((validate.errors ?? []).map((error) => fieldError(error, part)));
    };
  };
};

const withoutRepeats = (errors: readonly FieldError[]): readonly FieldError[] => {
  const seen = new Set<string>();
  return errors.filter(({ field, code }) => {
    const key = `${field}\n${code}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/** `weekly[0].start` for the JSON pointer `/weekly/0/start` (RFC 6901). No schema here has a field with a `/` or a `~`. */
const fieldAt = (pointer: string): string =>
  pointer
    .slice(1)
    .replaceAll(/(?:^|\/)(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');

const memberOf = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const fieldError = (error: ErrorObject, part: RequestPart): FieldError => {
  const at = fieldAt(error.instancePath);
  const field = at === '' ? part : at;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required':
      return {
        field: memberOf(at, String(params['missingProperty'])),
        code: 'missing',
        message: 'is required',
      };
    case 'additionalProperties':
      return {
        field: memberOf(at, String(params['additionalProperty']).slice(0, MAX_NAME_LENGTH)),
        code: 'unknown_field',
        message: 'is not a field that is known here',
      };
    case 'type':
      return wrongType(error, field, part, [params['type']].flat().map(String));
    case 'format':
      return badFormat(String(error.data), field, String(params['format']));
    case 'enum':
      return {
        field,
        code: 'not_allowed',
        message: `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`,
      };
    case 'minProperties':
      return { field, code: 'empty', message: 'must have at least one field' };
    case 'minLength':
      return (
        statedError(error, field) ?? {
          field,
          code: 'too_short',
          message: `must have at least ${String(params['limit'])} characters`,
        }
      );
    case 'maxItems':
      return (
        statedError(error, field) ?? {
          field,
          code: 'too_many',
          message: `must have at most ${String(params['limit'])} entries`,
        }
      );
    case 'maxLength':
      return { field, code: 'too_long', message: `must have at most ${String(params['limit'])} characters` };
    default:
      return (
        statedError(error, field) ?? { field, code: 'invalid', message: error.message ?? 'is not valid' }
      );
  }
};

/** What the schema itself says of a value that breaks its rules. */
const statedError = (error: ErrorObject, field: string): FieldError | undefined => {
  const schema = error.parentSchema as { 'x-invalid'?: { code: string; message: string } } | undefined;
  const stated = schema?.['x-invalid'];
  return stated === undefined ? undefined : { field, ...stated };
};

const wrongType = (
  error: ErrorObject,
  field: string,
  part: RequestPart,
  types: readonly string[],
): FieldError => {
  if (error.data === undefined) return { field, code: 'missing', message: 'is required' };
  if (part === 'query' && Array.isArray(error.data))
    return { field, code: 'repeated', message: 'must be given once' };
  // A number that is not whole, where a whole one is asked for, is out of range rather than of the wrong type.
  const isFraction = types.includes('integer') && typeof error.data === 'number';
  const stated = isFraction ? statedError(error, field) : undefined;
  if (stated !== undefined) return stated;
  return { field, code: 'wrong_type', message: `must be ${types.map(withArticle).join(' or ')}` };
};

const withArticle = (type: string): string => {
  if (type === 'null') return type;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
};

const badFormat = (text: string, field: string, format: string): FieldError => {
  if (format === 'date-time') {
    const parsed = parseInstant(text);
    return {
      field,
      code: 'invalid_instant',
      message: parsed.ok ? 'must be an instant' : parsed.error.message,
    };
  }
  if (format === 'date') {
    const parsed = parseLocalDate(text);
    return {
      field,
      code: 'invalid_date',
      message: parsed.ok ? 'must be a date' : parsed.error.message,
    };
  }
  if (format === 'time-zone') {
    return {
      field,
      code: 'unknown_time_zone',
      message: 'must be the IANA name of a time zone, such as Europe/Berlin',
    };
  }
  return { field, code: 'invalid_uuid', message: 'must be a UUID' };
};
