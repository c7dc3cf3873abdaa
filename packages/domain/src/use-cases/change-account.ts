import { checkPassword } from '../identity/check-password.js';
import { checkPersonName } from '../identity/check-person.js';
import type { Actor, User } from '../identity/user.js';
import { invalidInput, unknownTimeZone, type InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { answerOnce } from './answer-once.js';
import type { AccountDependencies } from './dependencies.js';
import { passwordForm } from './password-form.js';
import type { AccountNotFound, InvalidCredentials } from './refusal.js';

/** The actor's own account. */
export const showAccount =
  ({ users }: Pick<AccountDependencies, 'users'>) =>
  async ({ actor }: { readonly actor: Actor }): Promise<Result<User, AccountNotFound>> => {
    const user = await users.byId(actor.userId);
    return user === undefined ? err({ kind: 'account_not_found' }) : ok(user);
  };

export interface ChangeAccount {
  readonly actor: Actor;
  readonly name?: string | undefined;
  /** IANA name of a zone. */
  readonly timeZone?: string | undefined;
}

/** Changes what is given of the actor's own account. */
export const changeAccount =
  ({ users, zones }: Pick<AccountDependencies, 'users' | 'zones'>) =>
  async ({ actor, name, timeZone }: ChangeAccount): Promise<Result<User, InvalidInput | AccountNotFound>> => {
    const errors = [
      ...(name === undefined ? [] : checkPersonName(name)),
      ...(timeZone === undefined || zones.has(timeZone) ? [] : [unknownTimeZone('timeZone')]),
    ];
    if (errors.length > 0) return err(invalidInput(errors));
    await users.change(actor.userId, { name, timeZone });
    return showAccount({ users })({ actor });
  };

export interface ChangePassword {
  readonly actor: Actor;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** Takes another password for the actor's account, and ends all of its logins. */
export const changePassword =
  (
    dependencies: Pick<
      AccountDependencies,
      'users' | 'passwords' | 'answers' | 'clock' | 'secrets' | 'blocklist'
    >,
  ) =>
  ({
    actor,
    currentPassword,
    newPassword,
    idempotency,
  }: ChangePassword): Promise<
    Result<Decided<User>, InvalidInput | AccountNotFound | InvalidCredentials | KeyReused>
  > =>
    answerOnce<User, InvalidInput | AccountNotFound | InvalidCredentials>(
      dependencies,
      idempotency,
      async (keeping) => {
        const { users, passwords, blocklist = { has: () => false } } = dependencies;
        const user = await users.byId(actor.userId);
        if (user === undefined) return err({ kind: 'account_not_found' });
        const errors = checkPassword(newPassword, user, blocklist, 'newPassword');
        if (errors.length > 0) return err(invalidInput(errors));
        const credentials = await users.credentials(user.email, user.organisationId);
        const verified = await passwords.verify(passwordForm(currentPassword), credentials?.passwordHash);
        if (!verified) return err({ kind: 'invalid_credentials' });
        const passwordHash = await passwords.hash(passwordForm(newPassword));
        const kept = keeping(user, user.id);
        const changed = await users.changePassword({ id: user.id, passwordHash, kept });
        if (changed.ok) return ok(user);
        return changed.error.kind === 'key_taken' ? err(changed.error) : err({ kind: 'account_not_found' });
      },
    );

/** Erases the actor's own person, as {@link Users.erase} says. */
export const eraseAccount =
  ({ users, clock }: Pick<AccountDependencies, 'users' | 'clock'>) =>
  async ({ actor }: { readonly actor: Actor }): Promise<Result<void, AccountNotFound>> =>
    (await users.erase(actor.userId, clock.now())) ? ok(undefined) : err({ kind: 'account_not_found' });
