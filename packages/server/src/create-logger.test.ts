import { expect, test, vi } from 'vitest';
import { createLogger, type LogFormat } from './create-logger.js';

const logged = (format: LogFormat, logLevel: 'info' | 'warn' = 'info'): string => {
  let text = '';
  const log = createLogger({ logLevel }, format, { write: (part) => (text += part) });
  log.info(
    { url: 'http://127.0.0.1:3000', req: { headers: { authorization: 'Bearer secret' } } },
    'listening',
  );
  return text;
};

test('an entry is an object on one line, with its level by name and its time in UTC', () => {
  const entry: unknown = JSON.parse(logged('json'));
  expect(entry).toMatchObject({ level: 'info', msg: 'listening', url: 'http://127.0.0.1:3000' });
  expect(entry).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
});

test('each entry has its own time, also within a millisecond of another', () => {
  const times: unknown[] = [];
  const write = (part: string) => times.push((JSON.parse(part) as { readonly time: unknown }).time);
  vi.useFakeTimers({ now: 0 });
  const log = createLogger({ logLevel: 'info' }, 'json', { write });
  for (const ms of [0, 0, 1]) {
    vi.setSystemTime(ms);
    log.info('listening');
  }
  vi.useRealTimers();
  expect(times).toEqual([0, 0, 1].map((ms) => `1970-01-01T00:00:00.00${ms}Z`));
});

test('a person at a terminal reads one short line', () => {
  expect(logged('lines')).toMatch(/^\d\d:\d\d:\d\d info {2}listening url=http:\/\/127\.0\.0\.1:3000 .*\n$/);
});

test('no token is logged, in either form', () => {
  expect(logged('json')).not.toContain('secret');
  expect(logged('lines')).not.toContain('secret');
});

test('what is less severe than the level is left out', () => {
  expect(logged('json', 'warn')).toBe('');
});
