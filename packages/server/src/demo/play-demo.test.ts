import { pino } from 'pino';
import { expect, test } from 'vitest';
import { compose, TOKENS } from '../composition.js';
import { readConfiguration } from '../configuration/read-configuration.js';
import { playDemo } from './play-demo.js';
import { terminalOn } from './terminal.js';

const play = async (
  overlaps: number,
): Promise<{ readonly text: string; readonly faults: readonly string[] }> => {
  const configuration = readConfiguration({ SLOTKEEPER_STORE: 'memory' }, { signsTokens: true });
  if (!configuration.ok) throw new Error('the configuration is wrong');
  const composition = await compose({
    configuration: configuration.value,
    log: pino({ level: 'silent' }),
    migrates: false,
  });
  let text = '';
  try {
    const faults = await playDemo({
      url: await composition.resolve(TOKENS.http).listen({ port: 0, host: '127.0.0.1' }),
      now: composition.resolve(TOKENS.clock).now(),
      terminal: terminalOn({ isTTY: false, write: (part) => (text += part) }, undefined),
      countOverlaps: () => Promise.resolve(overlaps),
      clients: 30,
    });
    return { text, faults };
  } finally {
    await composition.close();
  }
};

test('the demo shows the race, its winner and the day, without colours where nobody looks on', async () => {
  const { text, faults } = await play(0);
  expect(faults).toEqual([]);
  expect(text).toContain('10:00    1 × 201, 29 × 409');
  expect(text).toContain('the rest 5 × 201');
  expect(text).toMatch(/10:00 went to client \d+ \(User \d+\)/);
  expect(text.match(/ free$/gm)).toHaveLength(7);
  expect(text.match(/ booked by User \d+$/gm)).toHaveLength(5);
  expect(text).not.toContain('\u001B');
  expect(text).not.toContain('✗');
});

test('the demo says so when the database holds bookings that overlap', async () => {
  const { text, faults } = await play(2);
  expect(faults).toEqual(['SQL: 2 pairs of bookings overlap']);
  expect(text).toContain('✗ SQL: 2 pairs of bookings overlap');
});
