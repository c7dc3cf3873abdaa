import { err, ok, type FieldError, type Result } from '@slotkeeper/domain';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { RULES_SCHEMA, type RulesInput } from './rules-schema.js';

/** One document, or several in the order of their answers. */
export type RulesQuestion = RulesInput | readonly RulesInput[];

/** Holds a value against the JSON Schema of rules. Each broken rule is reported with the path of its field. */
export const checkRules = (value: unknown): Result<RulesQuestion, readonly FieldError[]> => {
  // Strict, except that what a choice requires would have to be described once more beside it.
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    validateFormats: false,
    verbose: true,
  });
  const validate = ajv.compile<RulesQuestion>(RULES_SCHEMA);
  if (validate(value)) return ok(value);
  return err((validate.errors ?? []).flatMap(fieldErrors));
};

const fieldErrors = (error: ErrorObject): readonly FieldError[] => {
  // Of a choice, what was chosen has said what is wrong.
  if (error.keyword === 'if' || error.schemaPath.includes('/oneOf/')) return [];
  const field = fieldAt(error.instancePath);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required':
      return [{ field: memberOf(field, params['missingProperty']), code: 'missing', message: 'is required' }];
    case 'additionalProperties':
      return [
        {
          field: memberOf(field, params['additionalProperty']),
          code: 'unknown_field',
          message: 'is not a field that is known here',
        },
      ];
    case 'oneOf':
      // What is no object is reported as such.
      return error.data === null || typeof error.data !== 'object' ? [] : [queryOrAttempt(field)];
    case 'enum':
      return [
        {
          field,
          code: 'not_allowed',
          message: `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`,
        },
      ];
    case 'type':
      return [{ field, code: 'wrong_type', message: `must be of type ${String(params['type'])}` }];
    default:
      return [{ field, code: CODES[error.keyword] ?? 'invalid', message: error.message ?? 'is not valid' }];
  }
};

const queryOrAttempt = (field: string): FieldError => ({
  field: memberOf(field, 'query'),
  code: 'query_or_attempt',
  message: 'must be given, or attempt, and not both',
});

const CODES: Readonly<Record<string, string>> = {
  minimum: 'out_of_range',
  maximum: 'out_of_range',
  minItems: 'too_few',
  maxItems: 'too_many',
  maxLength: 'too_long',
  uniqueItems: 'not_unique',
};

/** `[3].eventType.durationMinutes` for the JSON pointer `/3/eventType/durationMinutes` (RFC 6901); empty for the whole. */
const fieldAt = (pointer: string): string =>
  pointer
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');

const memberOf = (path: string, name: unknown): string =>
  path === '' ? String(name) : `${path}.${String(name)}`;
