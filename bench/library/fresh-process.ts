import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs one of the built scripts of this folder in a process of its own, and reads the number that it prints. */
export const numberFromFreshProcess = async (
  script: string,
  {
    flags = [],
    parameters = [],
  }: { readonly flags?: readonly string[]; readonly parameters?: readonly string[] },
): Promise<number> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, [...flags, path, ...parameters]);
  const value = Number(stdout);
  if (stdout.trim() === '' || Number.isNaN(value)) throw new Error(`${script} printed no number: ${stdout}`);
  return value;
};
