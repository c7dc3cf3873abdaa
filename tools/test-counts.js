import { readFileSync } from 'node:fs';

/**
 * Prints `N passed, N failed, N skipped` of the report that vitest's JSON reporter wrote, and exits non-zero
 * unless tests ran and none failed. A file that could not be loaded counts as one failed test: its tests never ran.
 */
const countsOf = (path) => {
  const { success, numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  ).length;
  return {
    success,
    passed: numPassedTests,
    failed: numFailedTests + unloaded,
    skipped: numPendingTests + numTodoTests,
  };
};

const readCounts = (path) => {
  try {
    return countsOf(path);
  } catch (error) {
    console.error(`No test report: ${error.message}`);
    return { success: false, passed: 0, failed: 0, skipped: 0 };
  }
};

const { success, passed, failed, skipped } = readCounts(process.argv[2]);
if (passed + failed === 0) console.error('No test ran.');
process.exitCode = success && failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
