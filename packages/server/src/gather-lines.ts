import type { DestinationStream } from 'pino';

export interface GatheredLines extends DestinationStream {
  /** Writes what has not been written yet. */
  readonly flush: () => void;
}

/**
 * Writes together what is logged in one turn of the event loop, for a write costs more than a line. Nothing waits for
 * longer than that turn, so only who is killed in the middle of it loses lines.
 */
export const gatherLines = (out: DestinationStream): GatheredLines => {
  let gathered = '';
  const flush = (): void => {
    if (gathered === '') return;
    const lines = gathered;
    gathered = '';
    out.write(lines);
  };
  return {
    write: (line) => {
      if (gathered === '') setImmediate(flush);
      gathered += line;
    },
    flush,
  };
};
