import type { FieldError } from '../invalid-input.js';
import { lengthOf } from './check-person.js';

/**
 * In characters, as Unicode counts them: at least what NIST SP 800-63B-4 section 3.1.1.2 asks of a password that is the
 * only proof. Hashing takes any length; the bound keeps it cheap.
 */
export const PASSWORD_LENGTH = { min: 15, max: 256 } as const;

/** Tells passwords that are known to be common, which attackers try first. */
export interface PasswordBlocklist {
  /** Whether the password, in whatever case, is one that many people choose. */
  readonly has: (password: string) => boolean;
}

/** Says what is wrong with a password of somebody; nothing where all is well. No rules of composition: only length, and
 * what is easily guessed: common ones, one short piece again and again, the alphabet, digits or keys in their order, and
 * what is little more than the person's own address or name. */
export const checkPassword = (
  password: string,
  { email, name }: { readonly email: string; readonly name: string },
  blocklist: PasswordBlocklist,
  field = 'password',
): FieldError[] => {
  const length = lengthOf(password);
  if (length < PASSWORD_LENGTH.min)
    return [{ field, code: 'too_short', message: `must have at least ${PASSWORD_LENGTH.min} characters` }];
  if (length > PASSWORD_LENGTH.max)
    return [{ field, code: 'too_long', message: `must have at most ${PASSWORD_LENGTH.max} characters` }];
  const text = password.toLowerCase();
  const isGuessed =
    blocklist.has(password) ||
    isRepetition(text) ||
    isSequence(text) ||
    [email, email.split('@')[0] ?? '', name].some((own) => isMostly(text, own.toLowerCase()));
  if (!isGuessed) return [];
  return [{ field, code: 'too_common', message: 'must not be a password that is easily guessed' }];
};

/** Whether a text is a piece of at most half of it, again and again, the last time perhaps in part. */
const isRepetition = (text: string): boolean => {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
};

const ORDERS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
];
/** So many characters in their order are no accident. */
const RUN = 3;

/** Whether a text consists of runs in a well-known order, forwards or backwards. */
const isSequence = (text: string): boolean => {
  const orders = ORDERS.flatMap((order) => [order, Array.from(order).toReversed().join('')]);
  let at = 0;
  while (at < text.length) {
    const from = at;
    const longest = Math.max(0, ...orders.map((order) => runLength(text, from, order)));
    if (longest < RUN) return false;
    at += longest;
  }
  return true;
};

const runLength = (text: string, from: number, order: string): number => {
  const begin = order.indexOf(text.charAt(from));
  if (begin < 0) return 0;
  let length = 1;
  while (from + length < text.length && order.charAt(begin + length) === text.charAt(from + length))
    length += 1;
  return length;
};

/** So many characters that are not the person's own are enough to guess. */
const OTHERS = 8;

const isMostly = (text: string, own: string): boolean =>
  own.length >= 4 && text.includes(own) && text.replaceAll(own, '').length < OTHERS;
