import { expect, it } from 'vitest';

const { nearestFirst, testFiles } = (await import(new URL('./test-files.js', import.meta.url).href)) as {
  nearestFirst: (files: readonly string[], mutated: string) => readonly string[];
  testFiles: () => readonly string[];
};

it('the tests of a file come first, then its neighbours, and properties last', () => {
  const files = [
    'packages/domain/src/slots/sweep-slots.laws.test.ts',
    'packages/domain/src/slots/busy-timeline.test.ts',
    'packages/domain/src/booking/evaluator.test.ts',
    'packages/domain/src/slots/sweep-slots.test.ts',
    'packages/in-memory/src/create-in-memory-store.test.ts',
  ];
  expect(nearestFirst(files, 'packages/domain/src/slots/sweep-slots.ts')).toEqual([
    'packages/domain/src/slots/sweep-slots.test.ts',
    'packages/domain/src/slots/busy-timeline.test.ts',
    'packages/domain/src/booking/evaluator.test.ts',
    'packages/in-memory/src/create-in-memory-store.test.ts',
    'packages/domain/src/slots/sweep-slots.laws.test.ts',
  ]);
});

it('mutants are tried on the tests of the domain and of a store in memory', () => {
  expect(testFiles()).toContain('packages/domain/src/booking/evaluator.test.ts');
  expect(testFiles()).toContain('packages/in-memory/src/create-in-memory-store.test.ts');
  expect(testFiles().filter((file) => file.endsWith('.db.test.ts'))).toEqual([]);
});
