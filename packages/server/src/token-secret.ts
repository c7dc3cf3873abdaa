import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from './configuration/read-configuration.js';
import { MIN_TOKEN_SECRET_BYTES } from './configuration/variables.js';

const newSecret = (): string => randomBytes(48).toString('base64url');

/**
 * The key that signs access tokens: the configured one; else, for the embedded store, one that is kept in the data
 * folder, readable by its owner alone, so that tokens survive a restart; else a new one.
 *
 * @throws Error where the kept one can't be read, or is too short to be one of ours
 */
export const tokenSecretOf = async ({
  tokenSecret,
  storeKind,
  dataFolder,
}: Pick<Configuration, 'tokenSecret' | 'storeKind' | 'dataFolder'>): Promise<string> => {
  if (tokenSecret !== undefined) return tokenSecret;
  return storeKind === 'embedded' ? keptSecret(dataFolder) : newSecret();
};

const keptSecret = async (dataFolder: string): Promise<string> => {
  const path = join(dataFolder, 'token-secret');
  const kept = (await readIfThere(path)) ?? (await keepNew(dataFolder, path));
  if (Buffer.byteLength(kept) < MIN_TOKEN_SECRET_BYTES) {
    throw new Error(`${path} is damaged: remove it, and everybody has to log in again.`);
  }
  return kept;
};

// Written whole under another name and then linked: a start that is killed half-way leaves no half a secret, and of two
// starters at once both use the one that was first.
const keepNew = async (dataFolder: string, path: string): Promise<string> => {
  await mkdir(dataFolder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(newSecret());
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
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
