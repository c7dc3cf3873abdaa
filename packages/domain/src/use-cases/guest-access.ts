import type { Booking } from '../booking/booking.js';
import type { GuestParty } from '../booking/guest.js';
import type { Caller } from '../identity/authorization.js';
import type { OrganisationId } from '../identity/organisation.js';
import { emailKey, type UserId } from '../identity/user.js';
import type { Secrets } from '../ports/secrets.js';
import type { IdempotencyKey } from '../ports/unit-of-work.js';
import type { Dependencies } from './dependencies.js';

/** By which guests' tokens are told from other tokens. */
export const GUEST_TOKEN_PREFIX = 'sg_';

const ID_PURPOSE = 'guest';
const TOKEN_PURPOSE = 'guest-token';

/** A guest that is about to book, with the secret part of its token. */
export interface ArrivingGuest {
  readonly party: GuestParty;
  readonly secret: string;
}

/**
 * A guest, and what will prove that it has booked. The secret follows from the idempotency key, if there is one: whoever
 * sends the request again gets the same token again, though nobody keeps it.
 */
export const arrivingGuest = (
  secrets: Secrets,
  { name, email }: { readonly name: string; readonly email: string },
  organisationId: OrganisationId | undefined,
  idempotency: IdempotencyKey | undefined,
): ArrivingGuest => {
  const secret =
    idempotency === undefined ? secrets.next() : secrets.derive(TOKEN_PURPOSE, requestText(idempotency));
  const [id = ''] = guestIds(secrets, email, organisationId);
  return { party: { id, name, email, accessDigest: secrets.digest(secret) }, secret };
};

/** The secret part of the token of a booking that was made under this key; undefined if none that is honoured made it. */
export const replayedGuestSecret = (
  secrets: Secrets,
  booking: Pick<Booking, 'guest'>,
  idempotency: IdempotencyKey,
): string | undefined =>
  secrets
    .derivations(TOKEN_PURPOSE, requestText(idempotency))
    .find((secret) => secrets.digest(secret) === booking.guest?.accessDigest);

const requestText = ({ callerId, key, fingerprint }: IdempotencyKey): string =>
  JSON.stringify([callerId, key, fingerprint]);

/** The ids that an address may have had, the newest first: one for each key that is still honoured. */
export const guestIds = (
  secrets: Secrets,
  email: string,
  organisationId: OrganisationId | undefined,
): readonly UserId[] =>
  secrets
    .derivations(ID_PURPOSE, JSON.stringify([organisationId ?? null, emailKey(email)]))
    .map((derived) => uuidOf(secrets.digest(derived)));

/** A UUID of version 8 (RFC 9562 section 5.8) made of hexadecimal digits: 120 bits of them. */
const uuidOf = (hex: string): UserId =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

/** The token of a guest: whose booking it is for, and the secret. */
export const guestToken = ({ id }: Pick<Booking, 'id'>, secret: string): string =>
  `${GUEST_TOKEN_PREFIX}${id}.${secret}`;

/** Who shows a guest's token; undefined where it is not good. */
export const callerOfGuestToken =
  ({ queries, users }: Pick<Dependencies, 'queries' | 'users'>, secrets: Secrets) =>
  async (token: string): Promise<Caller | undefined> => {
    if (!token.startsWith(GUEST_TOKEN_PREFIX)) return undefined;
    const [bookingId = '', secret = ''] = token.slice(GUEST_TOKEN_PREFIX.length).split('.', 2);
    const booking = await queries.booking(bookingId);
    // Digests of what nobody can guess: how long comparing them takes tells nothing that helps.
    if (booking?.guest === undefined || booking.guest.accessDigest !== secrets.digest(secret))
      return undefined;
    const membership = await users.membership(booking.hostId);
    return {
      actor: { userId: booking.bookerId, role: 'USER' },
      ...(membership?.organisationId === undefined ? {} : { organisationId: membership.organisationId }),
      guestOf: bookingId,
    };
  };
