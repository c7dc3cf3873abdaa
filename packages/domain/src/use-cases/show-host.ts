import type { HostProfile, UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { HostNotFound } from './refusal.js';

/** What everybody may know of a host. */
export const showHost =
  ({ users }: Pick<Dependencies, 'users'>) =>
  async (hostId: UserId): Promise<Result<HostProfile, HostNotFound>> => {
    const user = await users.byId(hostId);
    return user?.role === 'HOST'
      ? ok({ id: user.id, name: user.name, timeZone: user.timeZone })
      : err({ kind: 'host_not_found', hostId });
  };
