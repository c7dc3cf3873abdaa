import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./test-counts.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'test-counts-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const CLEAN = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

const closingOf = (report: unknown): { line: string | undefined; status: number | null } => {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM, path], { encoding: 'utf8' });
  return { line: stdout.trimEnd().split('\n').at(-1), status };
};

it('passes a run in which every test passed', () => {
  expect(closingOf(CLEAN)).toEqual({ line: '3 passed, 0 failed, 0 skipped', status: 0 });
});

it('fails a run with a failed test, and counts what was skipped', () => {
  const report = { ...CLEAN, success: false, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
  expect(closingOf(report)).toEqual({ line: '3 passed, 1 failed, 3 skipped', status: 1 });
});

it('counts a file that could not be loaded as failed', () => {
  const report = { ...CLEAN, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(closingOf(report)).toEqual({ line: '3 passed, 1 failed, 0 skipped', status: 1 });
});

it('fails a run of no tests', () => {
  expect(closingOf({ ...CLEAN, numPassedTests: 0, testResults: [] })).toEqual({
    line: '0 passed, 0 failed, 0 skipped',
    status: 1,
  });
});

it('fails where there is no report', () => {
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM, join(folder, 'absent.json')], {
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: '0 passed, 0 failed, 0 skipped\n', status: 1 });
});

it('fails a run that vitest calls unsuccessful though no test failed', () => {
  expect(closingOf({ ...CLEAN, success: false })).toEqual({
    line: '3 passed, 0 failed, 0 skipped',
    status: 1,
  });
});
