import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries } from '../src/embedded-postgres/find-postgres-binaries.js';

const run = promisify(execFile);

/** pg_dump and pg_restore, where this machine has them; no npm package brings them. */
export interface DumpTools {
  /** Of which version of PostgreSQL they are: they dump servers of it and of earlier ones. */
  readonly major: number;
  readonly dump: (connectionString: string, file: string, options?: readonly string[]) => Promise<void>;
  readonly restore: (file: string, connectionString: string, options?: readonly string[]) => Promise<void>;
}

export const findDumpTools = async (): Promise<DumpTools | undefined> => {
  const found = await findPostgresBinaries({ origins: ['machine'], copiesIn: tmpdir() }).catch(
    () => undefined,
  );
  if (found === undefined) return undefined;
  const program = (name: string): string => join(found.bin, name);
  try {
    await Promise.all(['pg_dump', 'pg_restore'].map((name) => access(program(name))));
  } catch {
    return undefined;
  }
  return {
    major: found.major,
    dump: async (connectionString, file, options = []) => {
      await run(program('pg_dump'), ['--format=custom', `--file=${file}`, ...options, connectionString]);
    },
    restore: async (file, connectionString, options = []) => {
      await run(program('pg_restore'), ['--exit-on-error', `--dbname=${connectionString}`, ...options, file]);
    },
  };
};
