import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storeContract } from '@slotkeeper/domain/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInMemoryStore } from './create-in-memory-store.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TIMEOUT_MS = 120_000;

/** The examples of a document, by the file name in the first line of each. */
const examplesIn = (document: string): ReadonlyMap<string, string> => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const blocks = text.matchAll(/^```(?:js|ts)\n\/\/ (?<file>\S+)\n(?<code>.*?)^```$/gms);
  return new Map([...blocks].map(({ groups }) => [groups!['file']!, groups!['code']!]));
};

const EXAMPLES = new Map([
  ...examplesIn('packages/domain/TESTING.md'),
  ...examplesIn('packages/in-memory/README.md'),
]);

/** What a reader's project has anyway; without them the tools would find this workspace's. */
const SETTINGS = new Map([
  ['vitest.config.js', "export default { test: { include: ['*.test.ts'] } };"],
  [
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2023',
        types: ['node'],
        outDir: 'built',
      },
      include: ['*.ts'],
    }),
  ],
]);

/** Below the workspace, so that the examples find the packages as their readers do: built, by name. */
let folder = '';

beforeAll(() => {
  mkdirSync(join(ROOT, 'reports'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'reports', 'documented-examples-'));
  for (const [file, code] of [...EXAMPLES, ...SETTINGS]) writeFileSync(join(folder, file), code);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const runNode = (...parameters: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: folder,
    encoding: 'utf8',
    // The runner that runs this test must not be taken for the one that the example starts.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CI: 'true', NO_COLOR: '1' },
  });
  return { status, output: `${stdout}\n${stderr}` };
};

const contractSize = storeContract(async (clock) => ({
  store: createInMemoryStore({ clock }),
  teardown: async () => {},
})).length;

describe('the documented examples, run as they stand on the built packages', () => {
  it('are the ones that the tests below run', () => {
    expect([...EXAMPLES.keys()].sort()).toEqual([
      'book-a-slot.ts',
      'my-builders.test.ts',
      'my-slots.test.ts',
      'my-store.test.js',
      'my-store.test.ts',
    ]);
  });

  it(
    'the contract runs under node:test',
    () => {
      const { status, output } = runNode('--test', '--test-reporter=tap', 'my-store.test.js');
      expect(output).toMatch(new RegExp(`^# pass ${contractSize}$`, 'm'));
      expect(output).toMatch(/^# fail 0$/m);
      expect(status).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'the contract, the laws and the builders run under vitest',
    () => {
      const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
      const { status, output } = runNode(vitest, 'run', '--root', folder, '--reporter=default');
      expect(output).toMatch(new RegExp(`Tests +${contractSize + 2} passed \\(${contractSize + 2}\\)`));
      expect(status).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'the examples compile, and that of the in-memory store prints what it says',
    () => {
      const code = EXAMPLES.get('book-a-slot.ts')!;
      const promised = /^\/\/ (?<line>.+)\n$/m.exec(code.slice(code.lastIndexOf('\n//') + 1))?.groups?.[
        'line'
      ];
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const compiled = runNode(tsc, '-p', 'tsconfig.json');
      expect(compiled).toEqual({ status: 0, output: '\n' });
      const { status, output } = runNode(join('built', 'book-a-slot.js'));
      expect(output.trim()).toBe(promised);
      expect(status).toBe(0);
    },
    TIMEOUT_MS,
  );
});
