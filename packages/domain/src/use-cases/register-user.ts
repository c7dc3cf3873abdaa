import type { Role, User } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
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

/** Opens an account. A HOST gets a calendar with it. */
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
    if (!zones.has(timeZone)) {
      const message = 'must be the IANA name of a time zone, such as Europe/Berlin';
      return err(invalidInput([{ field: 'timeZone', code: 'unknown_time_zone', message }]));
    }
    const passwordHash = await passwords.hash(password);
    const user: User = { id: ids.next(), email, name, role, timeZone, createdAt: clock.now() };
    const added = await users.add(user, passwordHash);
    return added.ok ? ok(user) : added;
  };
