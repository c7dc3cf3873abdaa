import { hash } from 'node:crypto';
import { err, ok, type FieldError, type Result, type Secrets } from '@slotkeeper/domain';

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/;

/** The value of an `Idempotency-Key` header, if there is one. */
export const readIdempotencyKey = (
  header: string | string[] | undefined,
): Result<string | undefined, FieldError> => {
  if (header === undefined) return ok(undefined);
  if (typeof header === 'string' && PRINTABLE_ASCII.test(header)) return ok(header);
  return err({
    field: 'Idempotency-Key',
    code: 'invalid_idempotency_key',
    message: 'must be 1 to 255 printable ASCII characters',
  });
};

const FINGERPRINT = 'fingerprint';

/**
 * A digest of what is asked of an operation: the same for the same input, however it orders its members. With secrets
 * it tells nothing of a password, which could be guessed by a plain one.
 */
export const fingerprintOf = (
  operationId: string,
  input: unknown,
  secrets?: Pick<Secrets, 'derive'>,
): string => {
  const text = `${operationId}\n${canonicalJson(input)}`;
  return secrets === undefined ? hash('sha256', text, 'hex') : secrets.derive(FINGERPRINT, text);
};

/** Members in order of their names, as RFC 8785 has them. The depth is that of a body that has passed its schema. */
const canonicalJson = (value: unknown): string => {
  if (value === undefined) return '';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(members).sort())
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(members[name])}`;
  return `{${text}}`;
};

/** Tells a client that nothing was done this time. */
export const replayedHeader = (replayed: boolean): Readonly<Record<string, string>> =>
  replayed ? { 'Idempotency-Replayed': 'true' } : {};
