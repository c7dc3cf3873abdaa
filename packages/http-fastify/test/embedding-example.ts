import { randomUUID } from 'node:crypto';
import { loadZoneTables, truncateToSecond } from '@slotkeeper/domain';
import {
  createArgon2Hasher,
  createSecrets,
  createTokenService,
  safeServerOptions,
  slotkeeperHttp,
} from '@slotkeeper/http-fastify';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import Fastify from 'fastify';

export const createServer = async (secret: string) => {
  const clock = { now: () => truncateToSecond(Date.now()) };
  const store = createInMemoryStore({ clock });

  const app = Fastify(safeServerOptions());
  await app.register(slotkeeperHttp, {
    prefix: '/booking',
    dependencies: {
      ...store,
      clock,
      ids: { next: () => randomUUID() },
      passwords: createArgon2Hasher(),
      secrets: createSecrets({ current: secret }),
      zones: await loadZoneTables(),
    },
    tokens: createTokenService({
      secret,
      issuer: 'https://example.com',
      audience: 'https://example.com/booking',
      lifetimeSeconds: 3_600,
      clock,
    }),
    readiness: async () => ({ ready: true }),
  });
  return app;
};
