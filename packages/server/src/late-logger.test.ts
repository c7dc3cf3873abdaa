import { pino } from 'pino';
import { expect, it } from 'vitest';
import { lateLogger } from './late-logger.js';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const logging = (level: string) => {
  const lines: object[] = [];
  const parent = pino(
    { level, base: null, timestamp: false, redact: ['email'] },
    {
      write: (line: string) => lines.push(JSON.parse(line) as object),
    },
  );
  let children = 0;
  const make = parent.child.bind(parent);
  parent.child = ((...given: Parameters<typeof make>) => {
    children += 1;
    return make(...given);
  }) as typeof parent.child;
  return { parent, lines, children: () => children };
};

it.each(['trace', 'warn', 'silent'])(
  'a late logger of level %s logs as the child that it stands for',
  (level) => {
    const { parent, lines } = logging(level);
    for (const log of [parent.child({ reqId: 'a' }), lateLogger(parent, { reqId: 'a' })]) {
      for (const name of LEVELS) log[name]({ email: 'ada@example.org' }, 'of %s', name);
      log.silent('nothing');
      log.child({ part: 'b' }).error('more');
      expect(log.level).toBe(level);
      log.level = 'error';
      log.warn('not any more');
      expect([log.level, parent.level]).toEqual(['error', level]);
    }
    const half = lines.length / 2;
    expect(lines.slice(half)).toEqual(lines.slice(0, half));
    expect(half).toBe({ trace: 7, warn: 4, silent: 0 }[level]);
  },
);

it('has the options of the child that it stands for', () => {
  const { parent, lines } = logging('info');
  const options = { level: 'error', redact: ['secret'] };
  for (const log of [parent.child({}, options), lateLogger(parent, {}, options)]) {
    expect(log.level).toBe('error');
    log.warn('nothing');
    log.error({ secret: 'a', email: 'ada@example.org' }, 'one');
  }
  expect(lines).toHaveLength(2);
  expect(lines[1]).toEqual(lines[0]);
  expect(lines[1]).toMatchObject({ secret: '[Redacted]' });
});

it('is made by what it has to say, once', () => {
  const { parent, children } = logging('info');
  const log = lateLogger(parent, { reqId: 'a' });
  expect([log.level, children()]).toEqual(['info', 0]);
  log.info('one');
  log.info('two');
  expect(children()).toBe(1);
});
