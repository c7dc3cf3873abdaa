import type { FieldError } from '../invalid-input.js';

/** In characters, as Unicode counts them. The longest address is that of RFC 5321 section 4.5.3.1.3. */
export const EMAIL_LENGTH = { min: 3, max: 254 } as const;
/** In characters, as Unicode counts them. */
export const NAME_LENGTH = { min: 1, max: 200 } as const;
// Stores keep text as UTF-8 without NUL: control characters and lone surrogates are refused.
/** The source of a regular expression, to be read with the flag `u`: something, an `@`, and something. */
export const EMAIL_PATTERN = '^[^\\s@\\p{Cc}\\p{Cs}]+@[^\\s@\\p{Cc}\\p{Cs}]+$';
// Blanks, then one character that is none, then any: each is read once, however long a text that is refused.
/** The source of a regular expression, to be read with the flag `u`: not all blank, no control characters. */
export const NAME_PATTERN = '^[\\p{Z}\\uFEFF]*[^\\p{Z}\\uFEFF\\p{Cc}\\p{Cs}][^\\p{Cc}\\p{Cs}]*$';

const EMAIL = new RegExp(EMAIL_PATTERN, 'u');
const NAME = new RegExp(NAME_PATTERN, 'u');

/** Says what is wrong with what somebody wants to be known by; nothing where all is well. */
export const checkPerson = (
  { email, name }: { readonly email: string; readonly name: string },
  path = '',
): FieldError[] => {
  const errors: FieldError[] = [];
  if (lengthOf(email) < EMAIL_LENGTH.min || !EMAIL.test(email)) {
    errors.push({
      field: `${path}email`,
      code: 'invalid_email',
      message: 'must be an address such as ada@example.com',
    });
  }
  return [...errors, ...checkLength(`${path}email`, email, EMAIL_LENGTH.max), ...checkPersonName(name, path)];
};

/** Says what is wrong with a person's name. */
export const checkPersonName = (name: string, path = ''): FieldError[] => {
  const errors: FieldError[] = [];
  if (!NAME.test(name)) {
    const message = `must be ${NAME_LENGTH.min} to ${NAME_LENGTH.max} characters, not all blank, without control characters`;
    errors.push({ field: `${path}name`, code: 'invalid_name', message });
  }
  return [...errors, ...checkLength(`${path}name`, name, NAME_LENGTH.max)];
};

const checkLength = (field: string, text: string, max: number): FieldError[] =>
  lengthOf(text) > max ? [{ field, code: 'too_long', message: `must have at most ${max} characters` }] : [];

/** In Unicode code points. */
export const lengthOf = (text: string): number => Array.from(text).length;
