import type { Role, User } from '../identity/user.js';
import type { EmailTaken } from '../ports/users.js';
import { ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';

export interface RegisterUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  /** IANA name of a zone. */
  readonly timeZone: string;
}

/** Opens an account. A HOST gets a calendar with it. */
export const registerUser =
  ({ users, passwords, clock, ids }: Pick<Dependencies, 'users' | 'passwords' | 'clock' | 'ids'>) =>
  async ({ email, name, password, role, timeZone }: RegisterUser): Promise<Result<User, EmailTaken>> => {
    const passwordHash = await passwords.hash(password);
    const user: User = { id: ids.next(), email, name, role, timeZone, createdAt: clock.now() };
    const added = await users.add(user, passwordHash);
    return added.ok ? ok(user) : added;
  };
