import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { gatherLines } from './gather-lines.js';

const writing = () => {
  const writes: string[] = [];
  return { writes, lines: gatherLines({ write: (text) => writes.push(text) }) };
};

it('lines of one turn are written together, in their order, by the next', async () => {
  const { writes, lines } = writing();
  for (const line of ['one\n', 'two\n', 'three\n']) lines.write(line);
  expect(writes).toEqual([]);
  await nextTurn();
  expect(writes).toEqual(['one\ntwo\nthree\n']);
  lines.write('four\n');
  await nextTurn();
  expect(writes).toEqual(['one\ntwo\nthree\n', 'four\n']);
});

it('who ends at once writes what there is, and writes it once', async () => {
  const { writes, lines } = writing();
  lines.write('the last words\n');
  lines.flush();
  expect(writes).toEqual(['the last words\n']);
  await nextTurn();
  expect(writes).toEqual(['the last words\n']);
});
