import type {
  ApiKey,
  ApiKeyId,
  Credentials,
  Invitation,
  Login,
  LoginId,
  Organisation,
  OrganisationId,
  OutsideIdentity,
  UserId,
} from '@slotkeeper/domain';
import { emailKey } from '@slotkeeper/domain';

/** What is kept of a token of a login. */
interface KnownToken {
  readonly loginId: LoginId;
  /** Whether the next one was given for it. */
  taken: boolean;
}

/** The people who have accounts, and by what they are known. */
export interface Accounts {
  readonly people: Map<UserId, Credentials>;
  /** By {@link emailNameOf}. */
  readonly idsByEmail: Map<string, UserId>;
  /** By {@link identityNameOf}. */
  readonly idsByIdentity: Map<string, UserId>;
  readonly logins: Map<LoginId, Login>;
  readonly loginTokens: Map<string, KnownToken>;
  readonly apiKeys: Map<ApiKeyId, ApiKey>;
  readonly apiKeyIdsByDigest: Map<string, ApiKeyId>;
  /** By the digest of the code. */
  readonly invitations: Map<string, Invitation>;
  readonly organisations: Map<OrganisationId, Organisation>;
}

export const createAccounts = (): Accounts => ({
  people: new Map(),
  idsByEmail: new Map(),
  idsByIdentity: new Map(),
  logins: new Map(),
  loginTokens: new Map(),
  apiKeys: new Map(),
  apiKeyIdsByDigest: new Map(),
  invitations: new Map(),
  organisations: new Map(),
});

/** One text for one address in one organisation. */
export const emailNameOf = (email: string, organisationId: OrganisationId | undefined): string =>
  JSON.stringify([organisationId ?? null, emailKey(email)]);

export const identityNameOf = ({ issuer, subject }: OutsideIdentity): string =>
  JSON.stringify([issuer, subject]);

/** @throws RangeError where an organisation is named that does not exist */
export const assertOrganisation = (
  { organisations }: Accounts,
  organisationId: OrganisationId | undefined,
): void => {
  if (organisationId !== undefined && !organisations.has(organisationId))
    throw new RangeError(`there is no organisation ${organisationId}`);
};

/** Ends a login: its tokens are unknown from now on. */
export const endLogin = ({ logins, loginTokens }: Accounts, id: LoginId): void => {
  logins.delete(id);
  for (const [digest, { loginId }] of loginTokens) if (loginId === id) loginTokens.delete(digest);
};
