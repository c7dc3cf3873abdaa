import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = ['domain', 'in-memory', 'adapters-postgres', 'http-fastify', 'server'];
const COPIED = [
  'tools/lint',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.tests.json',
  ...PACKAGES.map((name) => `packages/${name}/tsconfig.json`),
];

/** A file planted for the linter; `path` is relative to the root of the workspace. */
export interface Planted {
  readonly path: string;
  readonly source: string;
}

/** What the linter said of one file: rule names as the configuration spells them. */
export type Findings = ReadonlyMap<string, ReadonlySet<string>>;

interface OxlintReport {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
}

/** `typescript(no-explicit-any)` is configured as `typescript/no-explicit-any`, `eslint(eqeqeq)` as `eqeqeq`. */
const ruleOf = (code: string): string => code.replace(/^(?:eslint\()?(.*?)\)?$/, '$1').replace('(', '/');

const runOxlint = async (cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
    execFile(
      process.execPath,
      [oxlint, '--format=json'],
      { cwd, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (stdout.startsWith('{')) resolve(stdout);
        else reject(new Error(`oxlint gave no report: ${stdout}${stderr}`, { cause: error }));
      },
    );
  });

/**
 * Runs oxlint once over `planted` files in a temporary copy of the workspace's skeleton, under `configuration`
 * (the text of an `.oxlintrc.json`), and tells which rules complained of which file.
 */
export const lintPlanted = async (configuration: string, planted: readonly Planted[]): Promise<Findings> => {
  const folder = await mkdtemp(join(tmpdir(), 'lint-probes-'));
  try {
    for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, '.oxlintrc.json'), configuration);
    for (const { path, source } of planted) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const report = JSON.parse(await runOxlint(folder)) as OxlintReport;
    const findings = new Map<string, Set<string>>(planted.map(({ path }) => [path, new Set()]));
    for (const { code, filename } of report.diagnostics) {
      findings.get(relative(folder, join(folder, filename)))?.add(ruleOf(code ?? 'syntax'));
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
