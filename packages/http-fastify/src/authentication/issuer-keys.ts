import { SECOND_MS, StoreUnavailable, type Clock, type Instant } from '@slotkeeper/domain';
import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
  type JWSHeaderParameters,
} from 'jose';

/** The keys of an outside issuer: finds the one that a token names, among those alone that the issuer has published. */
export type IssuerKeys = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

export interface IssuerKeysOptions {
  /** Fetches a JSON Web Key Set (RFC 7517 section 5). */
  readonly download: () => Promise<unknown>;
  readonly clock: Clock;
  /** Hears why keys could not be fetched; those that are known go on being used. */
  readonly onFailure: (error: unknown) => void;
}

/** Keys that are older are fetched anew, while the old ones are used. */
const FRESH_MS = 600 * SECOND_MS;
/** For so long does the issuer's server go without being asked again, whatever tokens come. */
const COOLDOWN_MS = 30 * SECOND_MS;
/** And for so long after a failure. */
const RETRY_MS = 5 * SECOND_MS;
/** Keys that could not be fetched anew for so long are used no more: the issuer may have withdrawn them. */
const USABLE_MS = 24 * 3_600 * SECOND_MS;

/**
 * Keeps the keys of an issuer, and fetches them anew every ten minutes, or when a token names one that is not known: once
 * in 30 seconds at the most, so that nobody makes this server hammer another. While they can't be fetched, the known ones
 * are good for a day.
 *
 * @throws StoreUnavailable from what is returned, where there are no keys to judge by; else what `jose` throws
 */
export const issuerKeys = ({ download, clock, onFailure }: IssuerKeysOptions): IssuerKeys => {
  let held: { readonly find: IssuerKeys; readonly fetchedAt: Instant } | undefined;
  let askAgainAt = -Infinity;
  let fetching: Promise<void> | undefined;

  const fetchKeys = async (): Promise<void> => {
    askAgainAt = clock.now() + COOLDOWN_MS;
    try {
      // It throws where the set is none.
      const { jwks } = createLocalJWKSet((await download()) as JSONWebKeySet);
      const find = createLocalJWKSet({ keys: jwks().keys.filter(isStrong) });
      held = { find, fetchedAt: clock.now() };
    } catch (error) {
      askAgainAt = clock.now() + RETRY_MS;
      onFailure(error);
    }
  };
  /** False where it is too early to ask again. */
  const fetchAgain = async (): Promise<boolean> => {
    if (fetching === undefined && clock.now() < askAgainAt) return false;
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    await fetching;
    return true;
  };
  const known = () => (held !== undefined && clock.now() - held.fetchedAt < USABLE_MS ? held : undefined);

  return async (header, token) => {
    if (known() === undefined) await fetchAgain();
    const keys = known();
    if (keys === undefined)
      throw new StoreUnavailable('the keys of the outside issuer can’t be fetched', { outcome: 'unchanged' });
    // Nobody waits for it; it never rejects.
    if (clock.now() - keys.fetchedAt >= FRESH_MS) void fetchAgain();
    try {
      return await usable(keys.find(header, token));
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await fetchAgain())) throw error;
      return usable((known() ?? keys).find(header, token));
    }
  };
};

/** RFC 7518 section 3.3: 2048 bits at least. Such keys would be refused anyway, as a fault of this server. */
const MIN_RSA_BYTES = 256;

const isStrong = ({ kty, n }: JWK): boolean =>
  kty !== 'RSA' || (typeof n === 'string' && Buffer.from(n, 'base64url').length >= MIN_RSA_BYTES);

/** A key that is published and is no key is none that is known. */
const usable = (found: Promise<CryptoKey>): Promise<CryptoKey> =>
  found.catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? error : new errors.JWKSNoMatchingKey();
  });
