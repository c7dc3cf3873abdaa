import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runningEmbedded } from '../storage/running-embedded.js';
import { systemClock } from '../system-clock.js';
import { countOverlaps } from './count-overlaps.js';
import { playDemo } from './play-demo.js';
import { startServerProcess, type ServerProcess } from './server-process.js';
import { terminalOn } from './terminal.js';

const terminal = terminalOn(process.stdout, process.env['NO_COLOR']);

const play = async ({ url }: ServerProcess, dataFolder: string): Promise<boolean> => {
  const faults = await playDemo({
    url,
    now: systemClock.now(),
    terminal,
    countOverlaps: async () => {
      const connectionString = await runningEmbedded(dataFolder);
      if (connectionString === undefined) throw new Error('the embedded PostgreSQL does not run');
      return countOverlaps(connectionString);
    },
  });
  terminal.line();
  terminal.line(
    faults.length === 0
      ? terminal.green(terminal.bold('Nothing overlaps.'))
      : terminal.red(terminal.bold(`${faults.length} of these should not have happened.`)),
  );
  return faults.length === 0;
};

const run = async (): Promise<number> => {
  const begun = performance.now();
  // Ctrl-C ends the demo; what it started is stopped all the same.
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(signal)));
  });
  const dataFolder = await mkdtemp(join(tmpdir(), 'slotkeeper-demo-'));
  terminal.line(terminal.bold('Slotkeeper: a thousand clients, one slot'));
  terminal.line('  starting a server with a PostgreSQL of its own, on a temporary data folder …');
  const starting = startServerProcess({
    PORT: '0',
    SLOTKEEPER_STORE: 'embedded',
    SLOTKEEPER_DATA_DIR: dataFolder,
    // A crowd from one address is what it is about.
    SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
    SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
  });
  try {
    const isSound = await Promise.race([starting.then((server) => play(server, dataFolder)), interrupted]);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    terminal.line(terminal.dim(`The demo took ${seconds} s, everything included.`));
    return isSound ? 0 : 1;
  } catch (error) {
    terminal.line();
    terminal.line(terminal.red(`The demo failed: ${error instanceof Error ? error.message : String(error)}`));
    return 1;
  } finally {
    const server = await starting.catch(() => undefined);
    await server?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
};

process.exitCode = await run();
