import { expect, test } from 'vitest';
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
