import { DEFAULT_LOGIN_BOUNDS, type Login } from '../identity/login.js';
import type { OrganisationId } from '../identity/organisation.js';
import type { Actor, User } from '../identity/user.js';
import type { IssuedToken } from '../ports/access-tokens.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { SECOND_MS } from '../time/instant.js';
import { answerOnce } from './answer-once.js';
import type { AccountDependencies } from './dependencies.js';
import { passwordForm } from './password-form.js';
import type { InvalidCredentials, RefreshTokenRefused } from './refusal.js';

/** What proves for a while who somebody is, and what gets the next proof. */
export interface LoggedIn extends IssuedToken {
  /** Good once, for the next tokens. */
  readonly refreshToken: string;
  /** Seconds. */
  readonly refreshExpiresIn: number;
}

export interface LogIn {
  readonly email: string;
  readonly password: string;
  /** The installation itself if left out. */
  readonly organisationId?: OrganisationId | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

/**
 * Begins a login of the user with this address and password. An unknown address takes as long to refuse as a wrong
 * password, and is refused by the same words.
 */
export const logIn =
  (dependencies: AccountDependencies) =>
  async (command: LogIn): Promise<Result<Decided<LoggedIn>, InvalidCredentials | KeyReused>> => {
    const { users, passwords, passwordLogin = true } = dependencies;
    const credentials = passwordLogin
      ? await users.credentials(command.email, command.organisationId)
      : undefined;
    const verified = await passwords.verify(passwordForm(command.password), credentials?.passwordHash);
    if (credentials?.passwordHash === undefined || !verified) return err({ kind: 'invalid_credentials' });
    const { user, passwordHash } = credentials;
    return answerOnce<LoggedIn, InvalidCredentials>(dependencies, command.idempotency, async (keeping) => {
      const { clock, ids, secrets, logins, loginBounds = DEFAULT_LOGIN_BOUNDS } = dependencies;
      const now = clock.now();
      const refreshToken = secrets.next();
      const seconds = Math.min(loginBounds.idleSeconds, loginBounds.longestSeconds);
      const expiresAt = now + seconds * SECOND_MS;
      const login: Login = { id: ids.next(), userId: user.id, createdAt: now, expiresAt };
      const answer: LoggedIn = {
        ...(await accessTokenFor(dependencies, user)),
        refreshToken,
        refreshExpiresIn: seconds,
      };
      const begun = await logins.begin({
        login,
        tokenDigest: secrets.digest(refreshToken),
        provenBy: passwordHash,
        kept: keeping(answer, user.id),
      });
      if (begun.ok) return ok(answer);
      return begun.error.kind === 'key_taken' ? err(begun.error) : err({ kind: 'invalid_credentials' });
    });
  };

export interface RefreshLogin {
  readonly refreshToken: string;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** The next tokens in return for a refresh token, which is good once. */
export const refreshLogin =
  (dependencies: AccountDependencies) =>
  ({
    refreshToken,
    idempotency,
  }: RefreshLogin): Promise<Result<Decided<LoggedIn>, RefreshTokenRefused | KeyReused>> =>
    answerOnce<LoggedIn, RefreshTokenRefused>(dependencies, idempotency, async (keeping) => {
      const { clock, secrets, logins, users, loginBounds = DEFAULT_LOGIN_BOUNDS } = dependencies;
      const now = clock.now();
      const tokenDigest = secrets.digest(refreshToken);
      const login = await logins.byToken(tokenDigest);
      const user = login && (await users.byId(login.userId));
      if (login === undefined || user === undefined) return err({ kind: 'refresh_token_refused' });
      const end = login.createdAt + loginBounds.longestSeconds * SECOND_MS;
      const expiresAt = Math.min(now + loginBounds.idleSeconds * SECOND_MS, end);
      const next = secrets.next();
      const answer: LoggedIn = {
        ...(await accessTokenFor(dependencies, user)),
        refreshToken: next,
        refreshExpiresIn: Math.max(0, Math.floor((expiresAt - now) / SECOND_MS)),
      };
      const renewed = await logins.renew({
        tokenDigest,
        nextDigest: secrets.digest(next),
        now,
        expiresAt,
        kept: keeping(answer, user.id),
      });
      if (renewed.ok) return ok(answer);
      return renewed.error.kind === 'key_taken' ? err(renewed.error) : err({ kind: 'refresh_token_refused' });
    });

/** Ends the login that a refresh token belongs to. Ending what has ended, or never was, succeeds and does nothing. */
export const logOut =
  ({ logins, secrets }: Pick<AccountDependencies, 'logins' | 'secrets'>) =>
  ({ refreshToken }: { readonly refreshToken: string }): Promise<void> =>
    logins.end(secrets.digest(refreshToken));

/** Ends all logins of the actor. Access tokens that are out run out by themselves. */
export const logOutEverywhere =
  ({ logins }: Pick<AccountDependencies, 'logins'>) =>
  ({ actor }: { readonly actor: Actor }): Promise<void> =>
    logins.endAllOf(actor.userId);

const accessTokenFor = (
  { accessTokens }: Pick<AccountDependencies, 'accessTokens'>,
  { id, role, organisationId }: User,
): Promise<IssuedToken> =>
  accessTokens.issue({
    actor: { userId: id, role },
    ...(organisationId === undefined ? {} : { organisationId }),
  });
