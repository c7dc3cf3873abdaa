import { randomUUID } from 'node:crypto';
import type { PasswordHasher } from '@slotkeeper/domain';
import { hash, verify } from '@node-rs/argon2';

/** What a hash costs. The defaults are the first choice of the OWASP password storage cheat sheet for Argon2id. */
export interface Argon2Cost {
  /** KiB, 19456 by default. */
  readonly memoryKib?: number;
  /** 2 by default. */
  readonly passes?: number;
}

/**
 * Argon2id (RFC 9106), off the main thread. Where there is no account, the password is verified against a decoy of the
 * same cost, so that the time of a refusal doesn't tell which addresses have one.
 */
export const createArgon2Hasher = ({ memoryKib = 19_456, passes = 2 }: Argon2Cost = {}): PasswordHasher => {
  const cost = { memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
  const decoy = hash(randomUUID(), cost);
  // Whoever awaits it is told of its failure; nobody may ever do so.
  decoy.catch(() => undefined);
  return {
    hash: (password) => hash(password, cost),
    verify: async (password, passwordHash) => {
      const matches = await verify(passwordHash ?? (await decoy), password);
      return matches && passwordHash !== undefined;
    },
  };
};
