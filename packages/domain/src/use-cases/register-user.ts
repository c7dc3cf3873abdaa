import type { Role, User } from '../identity/user.js';
import { checkNewcomer } from '../identity/check-newcomer.js';
import { invalidInput, type InvalidInput, unknownTimeZone } from '../invalid-input.js';
import type { EmailTaken } from '../ports/users.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';

export interface RegisterUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  /** IANA name of a zone. */
  readonly timeZone: string;
}

/**
 * Opens an account. A HOST gets a calendar with it. Every field that breaks a rule is named: `invalid_email`,
 * `invalid_name`, `too_short` and `too_long`, `unknown_time_zone`.
 */
export const registerUser =
  ({
    users,
    passwords,
    clock,
    ids,
    zones,
  }: Pick<Dependencies, 'users' | 'passwords' | 'clock' | 'ids' | 'zones'>) =>
  async ({
    email,
    name,
    password,
    role,
    timeZone,
  }: RegisterUser): Promise<Result<User, InvalidInput | EmailTaken>> => {
    const errors = [...checkNewcomer({ email, name, password })];
    if (!zones.has(timeZone)) {
      errors.push(unknownTimeZone('timeZone'));
    }
    if (errors.length > 0) return err(invalidInput(errors));
    const passwordHash = await passwords.hash(password);
    const user: User = { id: ids.next(), email, name, role, timeZone, createdAt: clock.now() };
    const added = await users.add(user, passwordHash);
    return added.ok ? ok(user) : added;
  };
