import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenSecretOf } from './token-secret.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotkeeper-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const embedded = () => ({
  tokenSecret: undefined,
  storeKind: 'embedded' as const,
  dataFolder: join(folder, 'data'),
});

test('the configured secret is used as it is', async () => {
  const tokenSecret = 'x'.repeat(32);
  expect(await tokenSecretOf({ ...embedded(), tokenSecret })).toBe(tokenSecret);
});

test('the embedded store keeps its secret, for the owner alone', async () => {
  const made = await tokenSecretOf(embedded());
  expect(Buffer.byteLength(made)).toBeGreaterThanOrEqual(32);
  expect(await tokenSecretOf(embedded())).toBe(made);
  expect((await stat(join(folder, 'data', 'token-secret'))).mode & 0o777).toBe(0o600);
});

test('two starters at once use the same secret', async () => {
  const [one, other] = await Promise.all([tokenSecretOf(embedded()), tokenSecretOf(embedded())]);
  expect(one).toBe(other);
});

test('the memory store makes a new secret each time', async () => {
  const memory = { ...embedded(), storeKind: 'memory' as const };
  expect(await tokenSecretOf(memory)).not.toBe(await tokenSecretOf(memory));
});

test('a damaged secret is reported, not used', async () => {
  const options = embedded();
  await tokenSecretOf(options);
  await writeFile(join(options.dataFolder, 'token-secret'), 'short');
  await expect(tokenSecretOf(options)).rejects.toThrow('damaged');
});
