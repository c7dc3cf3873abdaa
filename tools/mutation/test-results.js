/** The tests of a file that has run, or of a suite in it: id, full name and milliseconds. */
export const testsOf = (suite) =>
  suite.tasks.flatMap((task) =>
    task.type === 'suite'
      ? testsOf(task)
      : { id: task.id, name: task.fullTestName, timeSpentMs: task.result?.duration ?? 0 },
  );

/** What has failed in a file that has run: tests, and suites that could not be loaded or prepared. */
export const failuresOf = (task) => [
  ...(task.tasks ?? []).flatMap(failuresOf),
  ...(task.result?.errors ?? []).map(({ message }) => ({ id: firstTestOf(task), message: String(message) })),
];

const firstTestOf = (task) => (task.type === 'test' ? task.id : (testsOf(task)[0]?.id ?? task.id));
