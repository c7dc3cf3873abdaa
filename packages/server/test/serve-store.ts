import type { Clock, Store } from '@slotkeeper/domain';
import { pino } from 'pino';
import { compose, TOKENS } from '../src/composition.js';
import { readConfiguration } from '../src/configuration/read-configuration.js';

/** A server in this process, without limits of rate and without a log. */
interface ServedStore {
  readonly url: string;
  /** Closes the server, then its store. */
  readonly close: () => Promise<void>;
}

/** Serves a store that no configuration would open: what must never be built. */
export const serveStore = async (
  openStore: (clock: Clock) => Store & { readonly close: () => Promise<void> },
): Promise<ServedStore> => {
  const configuration = readConfiguration(
    {
      SLOTKEEPER_STORE: 'memory',
      SLOTKEEPER_TOKEN_SECRET: 'a secret of the tests, 32 bytes long',
      // The clients live in the same process, and many of them keep it from hearing of them in time.
      SLOTKEEPER_REQUEST_TIMEOUT_MS: '60000',
      SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
      SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
    },
    { signsTokens: true },
  );
  if (!configuration.ok) throw new Error('the configuration is wrong');
  const composition = await compose({
    configuration: configuration.value,
    log: pino({ level: 'silent' }),
    migrates: false,
    open: (_, { clock, resources }) => {
      const store = openStore(clock);
      resources.hold('the store', store.close);
      return Promise.resolve({ store, ping: () => Promise.resolve() });
    },
  });
  const url = await composition.resolve(TOKENS.http).listen({ port: 0, host: '127.0.0.1' });
  return { url, close: composition.close };
};
