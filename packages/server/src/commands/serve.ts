import type { AddressInfo } from 'node:net';
import thisProcess from 'node:process';
import type { DestinationStream } from 'pino';
import { compose, TOKENS } from '../composition.js';
import type { Configuration } from '../configuration/read-configuration.js';
import { createLogger, type LogFormat } from '../create-logger.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { gatherLines } from '../gather-lines.js';
import { stopOnSignal, type StoppableProcess } from '../stop-on-signal.js';

export interface ServeOptions {
  readonly migrates: boolean;
  readonly format: LogFormat;
  readonly out: DestinationStream;
  readonly process: StoppableProcess;
}

// A crowd that arrives at once waits to be let in; beyond Node's 511 its connections would be lost and tried again later.
const BACKLOG = 4_096;

/** Serves until it is told to stop. Logs `listening`, with the address as `url`, once it answers. */
export const serve = async (configuration: Configuration, options: ServeOptions): Promise<ExitCode> => {
  const lines = gatherLines(options.out);
  // Whatever ends the process: what it has logged is part of telling why.
  thisProcess.on('exit', lines.flush);
  try {
    return await serveLogging(configuration, { ...options, out: lines });
  } finally {
    lines.flush();
    thisProcess.off('exit', lines.flush);
  }
};

const serveLogging = async (
  configuration: Configuration,
  { migrates, format, out, process }: ServeOptions,
): Promise<ExitCode> => {
  const log = createLogger(configuration, format, out);
  const begun = performance.now();
  const composition = await compose({ configuration, log, migrates });
  // Before the HTTP server, so that they are stopped after it: who asked is answered first.
  const sweeper = composition.resolve(TOKENS.sweeper);
  const pruner = composition.resolve(TOKENS.pruner);
  const clockWatch = composition.resolve(TOKENS.clockWatch);
  const http = composition.resolve(TOKENS.http);
  try {
    await http.listen({
      port: configuration.port,
      host: configuration.host,
      backlog: BACKLOG,
      listenTextResolver: (address) => `bound to ${address}`,
    });
  } catch (error) {
    await composition.close();
    throw error;
  }
  sweeper.start();
  pruner.start();
  clockWatch?.start();
  // Before it is said that the server listens: whoever reads that may send a signal at once.
  const stopped = stopOnSignal(composition.close, {
    deadlineMs: configuration.shutdownTimeoutMs,
    log,
    on: process,
  });
  const url = urlOf(http.server.address());
  log.info(
    {
      url,
      docs: `${url}/docs`,
      store: configuration.storeKind,
      startedInMs: Math.round(performance.now() - begun),
    },
    'listening',
  );
  return (await stopped) === 0 ? EXIT.done : EXIT.failed;
};

const urlOf = (address: AddressInfo | string | null): string => {
  if (address === null || typeof address === 'string') throw new Error('the server has no address');
  // An address that means every interface is not one to connect to.
  const host = address.address === '0.0.0.0' || address.address === '::' ? '127.0.0.1' : address.address;
  return `http://${address.family === 'IPv6' && host !== '127.0.0.1' ? `[${host}]` : host}:${address.port}`;
};
