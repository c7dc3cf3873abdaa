import type { FieldError } from '../invalid-input.js';

/** In characters, as Unicode counts them. The longest address is that of RFC 5321 section 4.5.3.1.3. */
export const EMAIL_LENGTH = { min: 3, max: 254 } as const;
/** In characters, as Unicode counts them. */
export const NAME_LENGTH = { min: 1, max: 200 } as const;
/** In characters, as Unicode counts them. Hashing takes any length; the bound keeps it cheap. */
export const PASSWORD_LENGTH = { min: 8, max: 256 } as const;

// Stores keep text as UTF-8 without NUL: control characters and lone surrogates are refused.
/** The source of a regular expression, to be read with the flag `u`: something, an `@`, and something. */
export const EMAIL_PATTERN = '^[^\\s@\\p{Cc}\\p{Cs}]+@[^\\s@\\p{Cc}\\p{Cs}]+$';
// Blanks, then one character that is none, then any: each is read once, however long a text that is refused.
/** The source of a regular expression, to be read with the flag `u`: not all blank, no control characters. */
export const NAME_PATTERN = '^[\\p{Z}\\uFEFF]*[^\\p{Z}\\uFEFF\\p{Cc}\\p{Cs}][^\\p{Cc}\\p{Cs}]*$';

const EMAIL = new RegExp(EMAIL_PATTERN, 'u');
const NAME = new RegExp(NAME_PATTERN, 'u');

/** Says what is wrong with what somebody wants to be known by; nothing where all is well. */
export const checkNewcomer = ({
  email,
  name,
  password,
}: {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}): readonly FieldError[] => {
  const errors: FieldError[] = [];
  if (lengthOf(email) < EMAIL_LENGTH.min || !EMAIL.test(email)) {
    errors.push({
      field: 'email',
      code: 'invalid_email',
      message: 'must be an address such as ada@example.com',
    });
  }
  if (!NAME.test(name)) {
    const message = `must be ${NAME_LENGTH.min} to ${NAME_LENGTH.max} characters, not all blank, without control characters`;
    errors.push({ field: 'name', code: 'invalid_name', message });
  }
  if (lengthOf(password) < PASSWORD_LENGTH.min) {
    const message = `must have at least ${PASSWORD_LENGTH.min} characters`;
    errors.push({ field: 'password', code: 'too_short', message });
  }
  const bounded = [
    ['email', email, EMAIL_LENGTH.max],
    ['name', name, NAME_LENGTH.max],
    ['password', password, PASSWORD_LENGTH.max],
  ] as const;
  for (const [field, text, max] of bounded) {
    if (lengthOf(text) > max)
      errors.push({ field, code: 'too_long', message: `must have at most ${max} characters` });
  }
  return errors;
};

const lengthOf = (text: string): number => Array.from(text).length;
