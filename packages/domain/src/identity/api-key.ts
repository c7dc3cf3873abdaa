import type { FieldError } from '../invalid-input.js';
import type { Instant } from '../time/instant.js';
import { lengthOf, NAME_LENGTH, NAME_PATTERN } from './check-person.js';
import { SCOPES, type Scope } from './scope.js';
import type { UserId } from './user.js';

/** The id of an API key, a UUID (RFC 9562). It is no secret. */
export type ApiKeyId = string;

/** A key by which a program acts for an account, within its scopes. The key itself is kept by nobody but its holder. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly userId: UserId;
  /** What the holder calls it. */
  readonly name: string;
  /** None twice, in the order of {@link SCOPES}. */
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  /** From then on it is good for nothing; left out: never. */
  readonly expiresAt?: Instant | undefined;
  /** To the minute or so. */
  readonly lastUsedAt?: Instant | undefined;
  /** From then on it is good for nothing. */
  readonly revokedAt?: Instant | undefined;
}

export const MAX_API_KEYS_PER_USER = 50;

/** Whether a key is good at an instant. */
export const isGood = ({ expiresAt, revokedAt }: ApiKey, now: Instant): boolean =>
  revokedAt === undefined && (expiresAt === undefined || now < expiresAt);

const NAME = new RegExp(NAME_PATTERN, 'u');

/** What is wrong with what somebody wants a key to be; nothing where all is well. */
export const checkApiKey = (
  { name, scopes, expiresAt }: Pick<ApiKey, 'name' | 'scopes' | 'expiresAt'>,
  now: Instant,
): FieldError[] => {
  const errors: FieldError[] = [];
  if (!NAME.test(name) || lengthOf(name) > NAME_LENGTH.max) {
    const message = `must be ${NAME_LENGTH.min} to ${NAME_LENGTH.max} characters, not all blank, without control characters`;
    errors.push({ field: 'name', code: 'invalid_name', message });
  }
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope)))
    errors.push({
      field: 'scopes',
      code: 'invalid_scope',
      message: `must be one or more of ${SCOPES.join(', ')}`,
    });
  if (expiresAt !== undefined && expiresAt <= now)
    errors.push({ field: 'expiresAt', code: 'not_in_future', message: 'must lie in the future' });
  return errors;
};
