import { emailKey, type Secrets, type UserId } from '@slotkeeper/domain';

/** By what a request without a token tells whom it is about: an address, that of a guest, or a refresh token. */
interface Naming {
  readonly email?: string;
  readonly guest?: { readonly email: string };
  readonly refreshToken?: string;
}

const PURPOSE = 'anonymous-caller';

/**
 * The caller of the idempotency key of a request without a token: one for each operation and for each address, however
 * it is capitalised, or refresh token in its body, and telling nothing of them. A UUID of version 8 (RFC 9562 section
 * 5.8). So nobody can take keys away from others, nor send the refresh token of somebody else under a key that was used.
 */
export const anonymousCaller = (
  secrets: Pick<Secrets, 'derivations' | 'digest'>,
  operationId: string,
  body: unknown,
): UserId => {
  const { email, guest, refreshToken } = (body ?? {}) as Naming;
  const address = email ?? guest?.email;
  const named = refreshToken ?? (address === undefined ? null : emailKey(address));
  // By the earliest key: a secret that is added changes no caller, nor loses what was answered before.
  const derived = secrets.derivations(PURPOSE, JSON.stringify([operationId, named])).at(-1) ?? '';
  return uuidOf(secrets.digest(derived));
};

const uuidOf = (hex: string): UserId =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
