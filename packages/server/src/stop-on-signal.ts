import type { Logger } from 'pino';

/** What stopping needs of the process that it ends. */
export interface StoppableProcess {
  readonly on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
  readonly off: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
  readonly exit: (code: number) => void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
// Ctrl-C under `npm start` arrives twice: from the terminal, and forwarded by npm. The echo is no second thought.
const ECHO_MS = 1_000;

/**
 * Waits for SIGTERM or SIGINT and then stops what runs. A second signal, or a stop that takes longer than the
 * deadline, ends the process at once with code 1.
 *
 * @returns once everything has stopped; 0 if it went well, 1 if something could not be closed
 */
export const stopOnSignal = async (
  stop: () => Promise<void>,
  {
    deadlineMs,
    log,
    on,
  }: { readonly deadlineMs: number; readonly log: Logger; readonly on: StoppableProcess },
): Promise<0 | 1> => {
  let begin: () => void;
  const signalled = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let firstAt: number | undefined;
  const force = (why: string): void => {
    log.fatal(why);
    on.exit(1);
  };
  const hear = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      log.info({ signal }, 'stopping: finishing what is in flight');
      begin();
    } else if (now - firstAt > ECHO_MS) {
      force(`a second ${signal}: not waiting any longer`);
    }
  };
  for (const signal of SIGNALS) on.on(signal, hear);
  await signalled;
  const deadline = setTimeout(() => force(`not stopped after ${deadlineMs} ms: giving up`), deadlineMs);
  try {
    await stop();
    log.info('stopped');
    return 0;
  } catch (error) {
    log.error({ err: error }, 'something could not be closed');
    return 1;
  } finally {
    clearTimeout(deadline);
    for (const signal of SIGNALS) on.off(signal, hear);
  }
};
