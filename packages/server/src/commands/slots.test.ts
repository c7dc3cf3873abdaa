import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { assertFreshBuild } from '../../test/fresh-build.js';
import { runCommandLine } from '../command-line.js';
import { MAX_DOCUMENTS, RULES_SCHEMA, type RulesInput } from '../rules/rules-schema.js';

const run = async (input: unknown, ...args: readonly string[]) => {
  const written = { out: '', err: '' };
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const exitCode = await runCommandLine(['slots', ...args], {
    environment: {},
    // Bytes that are cut anywhere, as a pipe may cut them.
    input: Readable.from(
      Buffer.from(text)
        .toString('latin1')
        .match(/.{1,7}/gs) ?? [],
      { objectMode: true },
    ).map((piece: string) => Buffer.from(piece, 'latin1')),
    out: { write: (piece) => (written.out += piece) },
    err: { write: (piece) => (written.err += piece) },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  });
  return { exitCode, ...written };
};

const RULES = {
  timeZone: 'Europe/Berlin',
  schedule: { weekly: [{ days: ['MO'], start: '09:00', end: '10:00' }] },
  eventType: { durationMinutes: 60 },
  now: '2025-06-01T00:00:00Z',
  query: { from: '2025-06-02T00:00:00Z', to: '2025-06-03T00:00:00Z' },
} as const satisfies RulesInput;
const ANSWER = {
  slots: [{ startTime: '2025-06-02T07:00:00Z', endTime: '2025-06-02T08:00:00Z', remaining: 1 }],
};

describe('slotkeeper slots', () => {
  it('reads standard input if no file is named, and answers as JSON for people', async () => {
    const { exitCode, out, err } = await run(RULES);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toBe(`${JSON.stringify(ANSWER, undefined, 2)}\n`);
  });

  it('reads - as standard input, and answers on one line with --json', async () => {
    expect((await run(RULES, '--input', '-', '--json')).out).toBe(`${JSON.stringify(ANSWER)}\n`);
  });

  it('reads a file, also one with a byte order mark', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-rules-'));
    try {
      const path = join(folder, 'rules.json');
      await writeFile(path, `\uFEFF${JSON.stringify(RULES)}`);
      expect(JSON.parse((await run('', '--input', path)).out)).toEqual(ANSWER);
      const missing = await run('', '--input', join(folder, 'none.json'));
      expect({ exitCode: missing.exitCode, out: missing.out }).toEqual({ exitCode: 2, out: '' });
      expect(missing.err).toContain("can't be read: ENOENT");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('answers an array of documents by an array', async () => {
    const attempt = { startTime: '2025-06-02T07:00:00Z', endTime: '2025-06-02T08:30:00Z' };
    const { query: _, ...rules } = RULES;
    const { out } = await run([RULES, { ...rules, attempt }], '--json');
    expect(JSON.parse(out)).toEqual([
      ANSWER,
      { accepted: false, refusals: [{ code: 'outside_availability' }] },
    ]);
    expect((await run([], '--json')).out).toBe('[]\n');
  });

  it('takes the current time where now is left out', async () => {
    const { now: _, ...rules } = RULES;
    expect((await run(rules, '--json')).out).toBe('{"slots":[]}\n');
    const query = { from: '2999-01-01T00:00:00Z', to: '2999-01-08T00:00:00Z' };
    expect(JSON.parse((await run({ ...rules, query }, '--json')).out)).toMatchObject({ slots: [{}] });
  });

  it('reads text of many bytes that the pieces of a pipe cut', async () => {
    const { err } = await run({ ...RULES, timeZone: 'Zürich/€𝄞' });
    expect(err).toContain('timeZone must be the IANA name');
    const unknown = await run({ ...RULES, 'größe€𝄞': 1 });
    expect(unknown.err).toContain('größe€𝄞 is not a field that is known here');
  });
});

describe('input that is wrong', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no JSON', '{', ['must be JSON: ']],
    ['nothing', '', ['must be JSON: ']],
    ['no document', 3, ['must be of type object']],
    ['an unknown member', { ...RULES, timezone: 'UTC' }, ['timezone is not a field that is known here']],
    [
      'a member that is missing',
      { ...RULES, timeZone: undefined, eventType: {} },
      ['timeZone is required', 'eventType.durationMinutes is required'],
    ],
    [
      'two questions',
      { ...RULES, attempt: { ...ANSWER.slots[0], remaining: undefined } },
      ['query must be given, or attempt, and not both'],
    ],
    ['no question', { ...RULES, query: undefined }, ['query must be given, or attempt, and not both']],
    [
      'numbers out of bounds',
      {
        ...RULES,
        eventType: {
          durationMinutes: 0,
          stepMinutes: 1_441,
          bufferBeforeMinutes: -1,
          bufferAfterMinutes: 1_441,
          minimumNoticeMinutes: 527_041,
          horizonDays: 3_661,
          maxPerDay: 0,
          seats: 0,
          maxConcurrent: 1.5,
          weekStartsOn: 'mo',
        },
      },
      [
        'eventType.durationMinutes must be >= 1',
        'eventType.stepMinutes must be <= 1440',
        'eventType.bufferBeforeMinutes must be >= 0',
        'eventType.bufferAfterMinutes must be <= 1440',
        'eventType.minimumNoticeMinutes must be <= 527040',
        'eventType.horizonDays must be <= 3660',
        'eventType.maxPerDay must be >= 1',
        'eventType.seats must be >= 1',
        'eventType.maxConcurrent must be of type integer',
        'eventType.weekStartsOn must be one of MO, TU, WE, TH, FR, SA, SU',
      ],
    ],
    [
      'time off that is neither a range nor dates',
      { ...RULES, timeOff: [{ startTime: RULES.now }, { startDate: '2025-01-01', endTime: RULES.now }] },
      [
        'timeOff[0].endTime is required',
        'timeOff[1].endDate is required',
        'timeOff[1].endTime is not a field that is known here',
      ],
    ],
    ['what no schema can say', { ...RULES, now: 'now' }, ['now must be an RFC 3339 date-time']],
    [
      'the fourth document of four',
      [RULES, RULES, RULES, { ...RULES, eventType: { durationMinutes: '60' } }],
      ['[3].eventType.durationMinutes must be of type integer'],
    ],
    [
      'the second document, by what no schema can say',
      [RULES, { ...RULES, timeZone: 'Mars/Olympus' }],
      ['[1].timeZone must be the IANA name of a time zone'],
    ],
    [
      'too many documents',
      Array.from({ length: MAX_DOCUMENTS + 1 }, () => RULES),
      ['must NOT have more than 10000 items'],
    ],
  ])('%s ends with 2, nothing on standard output, and each field in words', async (_what, input, words) => {
    const { exitCode, out, err } = await run(input);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    const lines = err.trim().split('\n').slice(1);
    for (const expected of words) expect(err).toContain(expected);
    expect(lines).toHaveLength(words.length);
  });

  it('is reported as JSON with --json', async () => {
    const { exitCode, out } = await run(
      { ...RULES, eventType: { durationMinutes: 0, loud: true } },
      '--json',
    );
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      error: {
        kind: 'input',
        errors: [
          { field: 'eventType.loud', code: 'unknown_field' },
          { field: 'eventType.durationMinutes', code: 'out_of_range' },
        ],
      },
    });
  });

  it('with very many faults shows people some of them, and programs all', async () => {
    const bookings = Array.from({ length: 1_000 }, () => ({}));
    const shown = await run({ ...RULES, bookings });
    expect(shown.err.trim().split('\n')).toHaveLength(22);
    expect(shown.err).toContain('and 1980 more');
    const { out } = await run({ ...RULES, bookings }, '--json');
    expect((JSON.parse(out) as { error: { errors: unknown[] } }).error.errors).toHaveLength(2_000);
  });
});

describe('the JSON Schema', () => {
  it('that the package ships is the one that input is held against, and that --schema prints', async () => {
    const shipped: unknown = JSON.parse(
      await readFile(fileURLToPath(new URL('../../rules.schema.json', import.meta.url)), 'utf8'),
    );
    expect(shipped).toEqual(JSON.parse(JSON.stringify(RULES_SCHEMA)));
    expect(JSON.parse((await run('', '--schema', '--json')).out)).toEqual(shipped);
  });

  it('is one of draft 2020-12', () => {
    expect(new Ajv2020().validateSchema(RULES_SCHEMA)).toBe(true);
  });
});

/** A host with a thousand bookings, asked for a whole year in steps of a quarter of an hour. */
const busyYear = (): RulesInput => {
  const year = Date.UTC(2025, 0, 1);
  return {
    timeZone: 'America/New_York',
    schedule: {
      weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], start: '06:00', end: '22:00' }],
    },
    eventType: { durationMinutes: 30, stepMinutes: 15, bufferAfterMinutes: 15, maxPerDay: 6, maxPerWeek: 30 },
    bookings: Array.from({ length: 1_000 }, (_, index) => {
      const start = year + index * 520 * 60_000;
      return {
        startTime: new Date(start).toISOString(),
        endTime: new Date(start + 45 * 60_000).toISOString(),
        bufferAfterMinutes: 15,
      };
    }),
    now: '2025-01-01T00:00:00Z',
    query: { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
  };
};

describe('the program', () => {
  beforeAll(assertFreshBuild);

  const start = (...args: readonly string[]) =>
    spawn(
      process.execPath,
      [fileURLToPath(new URL('../../bin/slotkeeper.js', import.meta.url)), 'slots', ...args],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );

  test('answers 365 days of a busy host in one call, through a pipe', async () => {
    const began = performance.now();
    const program = start('--json');
    program.stdin.end(JSON.stringify(busyYear()));
    const pieces: Buffer[] = [];
    for await (const piece of program.stdout) pieces.push(piece as Buffer);
    const { slots } = JSON.parse(Buffer.concat(pieces).toString()) as { slots: unknown[] };
    expect(slots.length).toBeGreaterThan(10_000);
    console.log(
      `slotkeeper slots: ${slots.length} slots of 365 days with 1000 bookings in ${Math.round(performance.now() - began)} ms, start included`,
    );
  });

  test('ends quietly when nobody reads what it prints', async () => {
    const program = start();
    let err = '';
    program.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    const ended = new Promise<number | null>((resolve) => program.on('exit', resolve));
    program.stdout.once('data', () => program.stdout.destroy());
    program.stdin.end(JSON.stringify(busyYear()));
    expect(await ended).toBe(0);
    expect(err).toBe('');
  });
});
