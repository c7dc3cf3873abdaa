import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCommandLine } from './command-line.js';
import type { Environment } from './configuration/read-configuration.js';

interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const start = (args: readonly string[], environment: Environment = {}, input: readonly string[] = []) => {
  const signals = new EventEmitter();
  const written = { out: '', err: '' };
  const hears = new EventEmitter();
  const ended = runCommandLine(args, {
    environment,
    input: Readable.from(input),
    out: {
      write: (text) => {
        written.out += text;
        hears.emit('out');
      },
    },
    err: { write: (text) => (written.err += text) },
    process: {
      on: (signal, listener) => signals.on(signal, listener),
      off: (signal, listener) => signals.off(signal, listener),
      exit: (code) => {
        throw new Error(`forced to exit with ${code}`);
      },
    },
  });
  const heard = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(written.out);
        if (found !== null) resolve(found);
      };
      hears.on('out', look);
      look();
    });
  return { signals, written, ended, heard };
};

const run = async (
  args: readonly string[],
  environment: Environment = {},
  input: readonly string[] = [],
): Promise<Run> => {
  const { written, ended } = start(args, environment, input);
  const exitCode = await ended;
  return { exitCode, ...written };
};

test.each([
  [['--help'], 'Usage: slotkeeper'],
  [['serve', '--help'], 'Usage: slotkeeper serve'],
  [['migrate', '--help'], 'Usage: slotkeeper migrate'],
  [['migrate', 'up', '--help'], 'Usage: slotkeeper migrate up'],
  [['migrate', 'status', '--help'], 'Usage: slotkeeper migrate status'],
  [['seed', '--help'], 'Usage: slotkeeper seed'],
  [['doctor', '--help'], 'Usage: slotkeeper doctor'],
  [['invite', '--help'], 'Usage: slotkeeper invite'],
  [['organisation', 'add', '--help'], 'Usage: slotkeeper organisation add'],
  [['organisation', 'list', '--help'], 'Usage: slotkeeper organisation list'],
  [['erase', '--help'], 'Usage: slotkeeper erase'],
  [['rotate-secret', '--help'], 'Usage: slotkeeper rotate-secret'],
  [['slots', '--help'], 'Usage: slotkeeper slots'],
  [['openapi', '--help'], 'Usage: slotkeeper openapi'],
])('%j explains itself, its --json and the exit codes', async (args, usage) => {
  const { exitCode, out, err } = await run(args);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toContain(usage);
  expect(out).toContain('Exit codes:');
});

test.each([
  [['serve']],
  [['migrate', 'up']],
  [['migrate', 'status']],
  [['seed']],
  [['doctor']],
  [['slots']],
  [['openapi']],
])('%j has --json', async (args) => {
  expect((await run([...args, '--help'])).out).toContain('--json');
});

test.each([
  [['dance'], "unknown command 'dance'"],
  [['serve', '--loud'], "unknown option '--loud'"],
  [['serve', '--store', 'paper'], "argument 'paper' is invalid"],
  [['serve', '--store'], 'argument missing'],
])('%j is refused with 2, in words', async (args, words) => {
  const { exitCode, err } = await run(args);
  expect(exitCode).toBe(2);
  expect(err).toContain(words);
});

test('a wrong configuration ends with 2, and --json lists every variable', async () => {
  const { exitCode, out, err } = await run(['serve', '--json'], { PORT: 'x', LOG_LEVEL: 'loud' });
  expect(exitCode).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    error: { kind: 'configuration', errors: [{ variable: 'PORT' }, { variable: 'LOG_LEVEL' }] },
  });
  expect(err).toContain('PORT must be a whole number');
});

test('rotate-secret puts a new key before those of the data folder, and keeps so many', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-rotate-'));
  try {
    const environment = { SLOTKEEPER_DATA_DIR: folder };
    const rotated = async (...args: readonly string[]) => {
      const { exitCode, out } = await run(['rotate-secret', '--json', ...args], environment);
      return [exitCode, JSON.parse(out)] as const;
    };
    expect(await rotated()).toEqual([0, { rotated: true, honoured: 1 }]);
    expect(await rotated()).toEqual([0, { rotated: true, honoured: 2 }]);
    expect(await rotated('--keep', '1')).toEqual([0, { rotated: true, honoured: 1 }]);
    expect((await run(['rotate-secret', '--keep', '0'], environment)).exitCode).toBe(2);
    const spoken = await run(['rotate-secret'], environment);
    expect(spoken.out).toContain('Start the server again');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('rotate-secret tells a new key where the configuration has it, and none that is in use', async () => {
  const environment = {
    DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    SLOTKEEPER_TOKEN_SECRET: 'a secret of thirty-two bytes, at least',
  };
  const { exitCode, out } = await run(['rotate-secret'], environment);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/^A new secret: [\w-]{64}$/m);
  expect(out).toContain('SLOTKEEPER_PREVIOUS_TOKEN_SECRETS');
  expect(out).not.toContain(environment.SLOTKEEPER_TOKEN_SECRET);
});

test.each([
  [['migrate', 'up']],
  [['migrate', 'status']],
  [['seed']],
  [['doctor']],
  [['invite', '--role', 'HOST']],
  [['organisation', 'add', 'Clinic']],
  [['organisation', 'list']],
  [['erase', 'ada@example.com']],
])('%j has nothing to look at in memory', async (args) => {
  const { exitCode, err } = await run([...args, '--store', 'memory']);
  expect(exitCode).toBe(2);
  expect(err).toContain('SLOTKEEPER_STORE must be embedded or postgres');
});

test('a database that does not answer ends with 1', async () => {
  const environment = { DATABASE_URL: 'postgresql://127.0.0.1:1/none', SLOTKEEPER_CONNECT_TIMEOUT_MS: '500' };
  const { exitCode, out } = await run(['migrate', 'status', '--json'], environment);
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { kind: 'failed' } });
});

test('doctor says that a database does not answer, and ends with 3', async () => {
  const environment = { DATABASE_URL: 'postgresql://127.0.0.1:1/none', SLOTKEEPER_CONNECT_TIMEOUT_MS: '500' };
  const { exitCode, out } = await run(['doctor', '--json'], environment);
  expect(exitCode).toBe(3);
  expect(JSON.parse(out)).toMatchObject({
    healthy: false,
    findings: [
      { check: 'node', status: 'ok' },
      { check: 'time-zones', status: 'ok' },
      { check: 'store', status: 'fault' },
    ],
  });
});

test('doctor makes no data where there are none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-doctor-'));
  try {
    const { exitCode, out } = await run(['doctor'], { SLOTKEEPER_DATA_DIR: folder });
    expect(exitCode).toBe(3);
    expect(out).toContain(`there are no data in ${folder} yet`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('openapi prints the document, on one line with --json', async () => {
  const long = await run(['openapi']);
  const short = await run(['openapi', '--json']);
  expect(JSON.parse(short.out)).toEqual(JSON.parse(long.out));
  expect(JSON.parse(long.out)).toMatchObject({ openapi: '3.1.1', paths: { '/bookings': {} } });
  expect(short.out.trim()).not.toContain('\n');
  expect(long.out.split('\n').length).toBeGreaterThan(100);
});

test('serve --store memory answers until it gets a signal, and then ends with 0', async () => {
  const { signals, ended, heard } = start(['serve', '--store', 'memory', '--json'], { PORT: '0' });
  const [, url] = await heard(/"url":"([^"]+)".*"msg":"listening"/);
  const health = await fetch(`${url}/healthz`);
  expect(health.status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect(await ready.json()).toMatchObject({ ready: true, store: 'memory' });
  signals.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
});

test('a port that is taken ends with 1 and closes what was opened', async () => {
  const first = start(['serve', '--store', 'memory', '--json'], { PORT: '0' });
  const [, port = ''] = await first.heard(/"url":"[^"]*:(\d+)"/);
  const second = await run(['serve', '--store', 'memory'], { PORT: port });
  expect(second.exitCode).toBe(1);
  expect(second.err).toContain('EADDRINUSE');
  first.signals.emit('SIGINT', 'SIGINT');
  expect(await first.ended).toBe(0);
});

test('--env-file stands behind the environment, and --store before both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-env-'));
  const path = join(folder, 'some.env');
  try {
    await writeFile(path, 'PORT=x\nLOG_LEVEL=y\nSLOTKEEPER_STORE=z\n');
    const { err } = await run(['serve', '--store', 'memory', '--env-file', path], { PORT: '0' });
    expect(err).not.toMatch(/PORT|SLOTKEEPER_STORE/);
    expect(err).toContain('LOG_LEVEL must be');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const missing = await run(['serve', '--env-file', path]);
  expect(missing.exitCode).toBe(2);
  expect(missing.err).toContain("can't be read");
});
