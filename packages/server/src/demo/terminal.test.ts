import { expect, test } from 'vitest';
import { terminalOn } from './terminal.js';

const written = (
  isTTY: boolean,
  noColor: string | undefined,
  use: (on: ReturnType<typeof terminalOn>) => void,
): string => {
  let text = '';
  use(terminalOn({ isTTY, write: (part) => (text += part) }, noColor));
  return text;
};

test('colour is for a terminal whose user does not forbid it', () => {
  const greet = (terminal: ReturnType<typeof terminalOn>) => terminal.line(terminal.green('free'));
  expect(written(true, undefined, greet)).toBe('\u001B[32mfree\u001B[0m\n');
  expect(written(true, '', greet)).toContain('\u001B[');
  expect(written(true, '1', greet)).toBe('free\n');
  expect(written(false, undefined, greet)).toBe('free\n');
});

test('a bar moves on a terminal and is one line elsewhere', () => {
  const fill = (terminal: ReturnType<typeof terminalOn>) => {
    terminal.progress('asked', 500, 1_000);
    terminal.progress('asked', 1_000, 1_000);
  };
  expect(written(true, undefined, fill).split('\r')).toHaveLength(3);
  expect(written(false, undefined, fill)).toBe(`  asked ${'█'.repeat(32)} 1,000 of 1,000\n`);
});
