import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A regular expression that is written in a source, or a call that makes one of what is known only when it runs. */
export type FoundRegex =
  | { readonly file: string; readonly pattern: string; readonly flags: string }
  | { readonly file: string; readonly made: string };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULE = new URL('report-regexes.js', import.meta.url).href;
const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');

interface OxlintReport {
  readonly number_of_files: number;
  readonly diagnostics: readonly { readonly message: string; readonly filename: string }[];
}

const run = (cwd: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [OXLINT, ...args],
      { cwd, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Whatever is found makes it fail; only a report tells that it looked.
        if (stdout.startsWith('{')) resolve(stdout);
        else reject(new Error(`oxlint gave no report: ${stdout}${stderr}`, { cause: error }));
      },
    );
  });

/** All regular expressions of the sources below some folders, tests left out. */
export const findRegexes = async (
  cwd: string,
  folders: readonly string[],
): Promise<{ readonly files: number; readonly regexes: readonly FoundRegex[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'regexes-'));
  try {
    const configuration = join(folder, 'oxlint.json');
    const plugin = join(folder, 'plugin.mjs');
    await writeFile(
      plugin,
      `import { everyRegex } from ${JSON.stringify(RULE)};\n` +
        "export default { meta: { name: 'hostile' }, rules: { 'every-regex': everyRegex } };\n",
    );
    await writeFile(
      configuration,
      JSON.stringify({
        plugins: [],
        jsPlugins: [plugin],
        categories: { correctness: 'off' },
        rules: { 'hostile/every-regex': 'error' },
      }),
    );
    const text = await run(cwd, ['--config', configuration, '--format=json', ...folders]);
    const report = JSON.parse(text) as OxlintReport;
    const served = report.diagnostics.filter(({ filename }) => !/\.test(-d)?\.ts$/.test(filename));
    const regexes = served.map(({ message, filename }) => {
      if (!message.startsWith('regex ')) throw new Error(`oxlint says of ${filename}: ${message}`);
      return { file: filename, ...(JSON.parse(message.slice('regex '.length)) as object) } as FoundRegex;
    });
    return { files: report.number_of_files, regexes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
