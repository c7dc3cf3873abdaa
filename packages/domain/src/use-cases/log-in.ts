import type { User } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { InvalidCredentials } from './refusal.js';

/** The user with this address and password. An unknown address takes as long to refuse as a wrong password. */
export const logIn =
  ({ users, passwords }: Pick<Dependencies, 'users' | 'passwords'>) =>
  async (command: {
    readonly email: string;
    readonly password: string;
  }): Promise<Result<User, InvalidCredentials>> => {
    const credentials = await users.credentials(command.email);
    const verified = await passwords.verify(command.password, credentials?.passwordHash);
    return credentials !== undefined && verified
      ? ok(credentials.user)
      : err({ kind: 'invalid_credentials' });
  };
