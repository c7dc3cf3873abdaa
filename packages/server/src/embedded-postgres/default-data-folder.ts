import { join } from 'node:path';

/** What the default data folder depends on. */
export interface UserSurroundings {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The data folder of a user who names none: it depends on the user, never on where the program lies or is started,
 * so that a second checkout finds the same bookings.
 *
 * Root's is `/var/lib/slotkeeper` (Filesystem Hierarchy Standard, 5.8), since the account that runs PostgreSQL for
 * root may not enter root's home. An ordinary user's is `$XDG_DATA_HOME/slotkeeper` (XDG Base Directory
 * Specification; a relative value counts as none), or what its platform has in that place.
 */
export function defaultDataFolder(user: UserSurroundings): string {
  if (user.platform === 'win32') {
    return join(user.environment['LOCALAPPDATA'] ?? join(user.homeFolder, 'AppData', 'Local'), 'slotkeeper');
  }
  if (user.isRoot) return user.platform === 'darwin' ? '/usr/local/var/slotkeeper' : '/var/lib/slotkeeper';
  if (user.platform === 'darwin')
    return join(user.homeFolder, 'Library', 'Application Support', 'slotkeeper');
  const named = user.environment['XDG_DATA_HOME'];
  return join(named?.startsWith('/') ? named : join(user.homeFolder, '.local', 'share'), 'slotkeeper');
}
