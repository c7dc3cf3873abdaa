import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MIN_SECRET_BYTES, type KeyRing } from '@slotkeeper/http-fastify';
import type { Configuration } from './configuration/read-configuration.js';

export const newTokenSecret = (): string => randomBytes(48).toString('base64url');

/** What tells where secrets come from. */
export type SecretSource = Pick<
  Configuration,
  'tokenSecret' | 'previousTokenSecrets' | 'storeKind' | 'dataFolder'
>;

/**
 * The key that signs access tokens, and those that are honoured besides: the configured ones; else, for the embedded
 * store, those that are kept in the data folder, one a line, the current one first, readable by its owner alone, so that
 * tokens survive a restart; else a new one.
 *
 * @throws Error where the kept ones can't be read, or are too short to be ours
 */
export const tokenSecretsOf = async ({
  tokenSecret,
  previousTokenSecrets,
  storeKind,
  dataFolder,
}: SecretSource): Promise<KeyRing> => {
  if (tokenSecret !== undefined) return { current: tokenSecret, previous: previousTokenSecrets };
  if (storeKind !== 'embedded') return { current: newTokenSecret(), previous: previousTokenSecrets };
  const kept = (await keptSecrets(dataFolder)) ?? (await keepFirst(dataFolder));
  const [current, ...previous] = kept;
  return { current, previous: [...previous, ...previousTokenSecrets] };
};

/**
 * Puts a new secret before those that are kept in a data folder, of which so many are left at the most.
 *
 * @param keep at least 1: the new one
 */
export const rotateKeptSecret = async (dataFolder: string, keep: number): Promise<readonly string[]> => {
  const kept = (await keptSecrets(dataFolder)) ?? [];
  const rotated = [newTokenSecret(), ...kept].slice(0, keep);
  const draft = await writeDraft(dataFolder, rotated);
  await rename(draft, pathIn(dataFolder));
  return rotated;
};

const pathIn = (dataFolder: string): string => join(dataFolder, 'token-secret');

const keptSecrets = async (dataFolder: string): Promise<readonly [string, ...string[]] | undefined> => {
  const path = pathIn(dataFolder);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const [current = '', ...previous] = text.split('\n').filter((line) => line !== '');
  const kept = [current, ...previous] as const;
  if (kept.some((secret) => Buffer.byteLength(secret) < MIN_SECRET_BYTES)) {
    throw new Error(`${path} is damaged: remove it, and everybody has to log in again.`);
  }
  return [current, ...previous];
};

// Written whole under another name: a command that is killed half-way leaves no half a secret.
const writeDraft = async (dataFolder: string, secrets: readonly string[]): Promise<string> => {
  await mkdir(dataFolder, { recursive: true });
  const draft = `${pathIn(dataFolder)}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(secrets.map((secret) => `${secret}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
};

// Linked and not renamed: of two starters at once both use the one that was first.
const keepFirst = async (dataFolder: string): Promise<readonly [string, ...string[]]> => {
  const draft = await writeDraft(dataFolder, [newTokenSecret()]);
  try {
    await link(draft, pathIn(dataFolder));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const kept = await keptSecrets(dataFolder);
  if (kept === undefined) throw new Error(`${pathIn(dataFolder)} was removed while the server started`);
  return kept;
};

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
