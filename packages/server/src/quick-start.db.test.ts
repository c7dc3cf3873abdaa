import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertFreshBuild } from '../test/fresh-build.js';
import { startServerProcess } from './demo/server-process.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IDS = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANTS = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;

let dataFolder: string;
beforeAll(async () => {
  await assertFreshBuild();
  dataFolder = await mkdtemp(join(tmpdir(), 'slotkeeper-quick-start-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

const blocks = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );

/** What differs from run to run is left out: ids, times, and cursors, which are made of times. */
const shapeOf = (answer: string): string =>
  answer
    .replaceAll(IDS, 'ID')
    .replaceAll(INSTANTS, 'TIME')
    .replaceAll(/"nextCursor":"[^"]+"/g, '"nextCursor":"…"');

test('the quick start of the README answers what the README shows', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, script = ''] = blocks(readme, 'sh');
  const [shown = ''] = blocks(readme, 'text');
  const server = await startServerProcess({ PORT: '0', SLOTKEEPER_DATA_DIR: dataFolder });
  try {
    const { host } = new URL(server.url);
    const { stdout } = await promisify(execFile)('bash', ['-c', script.replaceAll('localhost:3000', host)], {
      cwd: ROOT,
      env: { ...process.env, SLOTKEEPER_DATA_DIR: dataFolder },
    });
    const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(answers.map(shapeOf)).toEqual(shown.trim().split('\n').map(shapeOf));
    expect(answers).toHaveLength(4);
  } finally {
    await server.stop();
  }
}, 60_000);
