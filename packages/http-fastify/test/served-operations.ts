import { ALL_OPERATIONS } from '../src/operations/all-operations.js';
import type { Operation } from '../src/operations/operation.js';

/** One operation of the API, for tests that go over all of them from outside of the package. */
export type ServedOperation = Operation;

export const SERVED_OPERATIONS: readonly ServedOperation[] = ALL_OPERATIONS;
