import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** pg_dump and pg_restore, where this machine has them; no npm package brings them. */
export interface DumpTools {
  readonly dump: (connectionString: string, file: string, options?: readonly string[]) => Promise<void>;
  readonly restore: (file: string, connectionString: string, options?: readonly string[]) => Promise<void>;
}

/** @param bin the folder of PostgreSQL's programs */
export const dumpToolsIn = async (bin: string): Promise<DumpTools | undefined> => {
  const program = (name: string): string => join(bin, name);
  try {
    await Promise.all(['pg_dump', 'pg_restore'].map((name) => access(program(name))));
  } catch {
    return undefined;
  }
  return {
    dump: async (connectionString, file, options = []) => {
      await run(program('pg_dump'), ['--format=custom', `--file=${file}`, ...options, connectionString]);
    },
    restore: async (file, connectionString, options = []) => {
      await run(program('pg_restore'), ['--exit-on-error', `--dbname=${connectionString}`, ...options, file]);
    },
  };
};
