/** Plain text with a little colour and one moving line, where the terminal can show them. */
export interface Terminal {
  readonly line: (text?: string) => void;
  /** Shows how far something has come: a moving bar on a terminal; elsewhere one line when it is done. */
  readonly progress: (label: string, done: number, total: number) => void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
}

const BAR_WIDTH = 32;

/** Colour as https://no-color.org says: none where NO_COLOR is set and not empty, or nobody looks on. */
export const terminalOn = (screen: Screen, noColor: string | undefined): Terminal => {
  const isSeen = screen.isTTY === true;
  const isColoured = isSeen && (noColor === undefined || noColor === '');
  const paint =
    (code: number) =>
    (text: string): string =>
      isColoured ? `\u001B[${code}m${text}\u001B[0m` : text;
  return {
    line: (text = '') => {
      screen.write(`${text}\n`);
    },
    progress: (label, done, total) => {
      const isDone = done === total;
      if (!isSeen && !isDone) return;
      const filled = Math.floor((done / total) * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      const line = `  ${label} ${bar} ${count(done)} of ${count(total)}`;
      screen.write(`${isSeen ? '\r' : ''}${line}${isDone ? '\n' : ''}`);
    },
    bold: paint(1),
    dim: paint(2),
    green: paint(32),
    red: paint(31),
  };
};

/** A whole number with commas between its thousands. */
export const count = (number: number): string => number.toLocaleString('en-US');
