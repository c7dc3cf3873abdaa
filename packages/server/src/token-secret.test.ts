import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecrets, createTokenService, type KeyRing } from '@slotkeeper/http-fastify';
import { manualClock } from '@slotkeeper/domain/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotateKeptSecret, tokenSecretsOf, type SecretSource } from './token-secret.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotkeeper-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const embedded = (): SecretSource => ({
  tokenSecret: undefined,
  previousTokenSecrets: [],
  storeKind: 'embedded',
  dataFolder: join(folder, 'data'),
});

test('the configured secrets are used as they are', async () => {
  const [tokenSecret, previous] = ['x'.repeat(32), 'y'.repeat(32)];
  expect(await tokenSecretsOf({ ...embedded(), tokenSecret, previousTokenSecrets: [previous] })).toEqual({
    current: tokenSecret,
    previous: [previous],
  });
});

test('the embedded store keeps its secret, for the owner alone', async () => {
  const made = await tokenSecretsOf(embedded());
  expect(Buffer.byteLength(made.current)).toBeGreaterThanOrEqual(32);
  expect(await tokenSecretsOf(embedded())).toEqual(made);
  expect((await stat(join(folder, 'data', 'token-secret'))).mode & 0o777).toBe(0o600);
});

test('one that was kept without a line’s end is read', async () => {
  const { dataFolder } = embedded();
  await tokenSecretsOf(embedded());
  await writeFile(join(dataFolder, 'token-secret'), 'z'.repeat(64));
  expect(await tokenSecretsOf(embedded())).toEqual({ current: 'z'.repeat(64), previous: [] });
});

test('two starters at once use the same secret', async () => {
  const [one, other] = await Promise.all([tokenSecretsOf(embedded()), tokenSecretsOf(embedded())]);
  expect(one).toEqual(other);
});

test('the memory store makes a new secret each time', async () => {
  const memory = { ...embedded(), storeKind: 'memory' as const };
  expect(await tokenSecretsOf(memory)).not.toEqual(await tokenSecretsOf(memory));
});

test('a damaged secret is reported, not used, be it an old one', async () => {
  const { dataFolder } = embedded();
  const { current } = await tokenSecretsOf(embedded());
  for (const text of ['short', '', `${current}\nshort\n`]) {
    await writeFile(join(dataFolder, 'token-secret'), text);
    await expect(tokenSecretsOf(embedded())).rejects.toThrow('damaged');
  }
});

test('a new secret is put before the others, of which so many are kept', async () => {
  const { dataFolder } = embedded();
  const first = (await tokenSecretsOf(embedded())).current;
  await rotateKeptSecret(dataFolder, 3);
  const second = await tokenSecretsOf(embedded());
  expect(second.previous).toEqual([first]);
  await rotateKeptSecret(dataFolder, 3);
  await rotateKeptSecret(dataFolder, 3);
  const { previous } = await tokenSecretsOf(embedded());
  expect(previous).toHaveLength(2);
  expect(previous).toContain(second.current);
  expect(previous).not.toContain(first);
  expect((await stat(join(dataFolder, 'token-secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataFolder)).toEqual(['token-secret']);
  expect((await readFile(join(dataFolder, 'token-secret'), 'utf8')).split('\n')).toHaveLength(4);
});

test('nobody is logged out by a new secret, and everybody once the old one is given up', async () => {
  const { dataFolder } = embedded();
  const serviceOf = ({ current, previous }: KeyRing) =>
    createTokenService({
      secret: current,
      previousSecrets: previous,
      issuer: 'slotkeeper',
      audience: 'slotkeeper',
      clock: manualClock(),
    });
  const before = await tokenSecretsOf(embedded());
  const { accessToken } = await serviceOf(before).issue({
    actor: { userId: '0a000000-0000-4000-8000-000000000001', role: 'USER' },
  });
  const sealed = createSecrets(before).seal('kept');
  await rotateKeptSecret(dataFolder, 2);
  const after = await tokenSecretsOf(embedded());
  expect(await serviceOf(after).verify(accessToken)).toMatchObject({ ok: true });
  expect(createSecrets(after).unseal(sealed)).toBe('kept');
  await rotateKeptSecret(dataFolder, 1);
  const alone = await tokenSecretsOf(embedded());
  expect(await serviceOf(alone).verify(accessToken)).toMatchObject({ ok: false });
  expect(createSecrets(alone).unseal(sealed)).toBeUndefined();
});
