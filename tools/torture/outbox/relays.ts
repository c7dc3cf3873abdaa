import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SeededRandom } from '../../fuzz/seeded-random.js';

const SCRIPT = fileURLToPath(new URL('relay.js', import.meta.url));
/** Others may have taken all that there is to deliver. */
const LONGEST_WAIT_MS = 1_000;
const LONGEST_DELIVERY_MS = 25;

/** Which relay, on which database, and the file that it writes to. */
export interface RelayOptions {
  readonly kind: 'sound' | 'forgetful' | 'sequence';
  readonly connectionString: string;
  readonly file: string;
}

/** Relays that run at once, each in a process of its own. */
export interface Relays {
  /**
   * Kills so many as `kill -9` does, each a moment after it began to deliver, and starts another in its place.
   * @param beforeEach begins what gives them something to deliver
   */
  readonly kill: (times: number, random: SeededRandom, beforeEach: () => void) => Promise<void>;
  /** Kills all of them. */
  readonly stop: () => Promise<void>;
}

/** @returns once all of them are ready */
export const startRelays = async (options: RelayOptions, count: number): Promise<Relays> => {
  const running = Array.from({ length: count }, () => startRelay(options));
  await Promise.all(running);
  return {
    kill: async (times, random, beforeEach) => {
      let left = times;
      await Promise.all(
        running.map(async (_, index) => {
          while (left > 0) {
            left -= 1;
            const relay = await running[index];
            if (relay === undefined) throw new Error('there is no such relay');
            beforeEach();
            await untilItDelivers(relay);
            await sleep(random.below(LONGEST_DELIVERY_MS));
            await killRelay(relay);
            running[index] = startRelay(options);
          }
        }),
      );
    },
    stop: async () => {
      await Promise.all((await Promise.all(running)).map(killRelay));
    },
  };
};

/** A relay that runs, and what it says. */
interface Relay {
  readonly process: ChildProcess;
  readonly says: Readable;
}

const startRelay = async ({ kind, connectionString, file }: RelayOptions): Promise<Relay> => {
  const child = spawn(process.execPath, [SCRIPT, kind, connectionString, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { process: child, says: child.stdout };
};

const untilItDelivers = async ({ says }: Relay): Promise<void> => {
  await Promise.race([once(says, 'data'), sleep(LONGEST_WAIT_MS)]);
};

const killRelay = async (relay: Relay | undefined): Promise<void> => {
  if (relay === undefined || relay.process.exitCode !== null)
    throw new Error(`a relay has ended by itself: ${relay?.process.exitCode}`);
  const exited = once(relay.process, 'exit');
  relay.process.kill('SIGKILL');
  await exited;
};
