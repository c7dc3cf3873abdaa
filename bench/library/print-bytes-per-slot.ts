import { PerformanceObserver } from 'node:perf_hooks';
import { loadZoneTables } from '@slotkeeper/domain';
import { OVERRIDES, settingOf } from './setting.js';
import { writtenSlotsOfDomain } from './slots-of-domain.js';

/**
 * Prints how many bytes are allocated for each slot that is derived and written down. The process must have been started
 * with a young generation that holds all of it, so that nothing is collected while it counts: then what the heap has
 * grown by is what was allocated. `--expose-gc --min-semi-space-size=256 --max-semi-space-size=256`
 */
const WARM_UP_CALLS = 300;
const COUNTED_CALLS = 50;

const setting = settingOf(await loadZoneTables(), {
  days: 365,
  bookings: 1_000,
  stepMinutes: 15,
  overrides: OVERRIDES,
});
let slots = 0;
for (let call = 0; call < WARM_UP_CALLS; call += 1) slots = writtenSlotsOfDomain(setting).length;
globalThis.gc?.();
let collections = 0;
const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
observer.observe({ entryTypes: ['gc'] });
const usedBytes = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = usedBytes();
for (let call = 0; call < COUNTED_CALLS; call += 1) slots = writtenSlotsOfDomain(setting).length;
const grownBytes = usedBytes() - before;
// Observers are told of collections on the next turn.
await new Promise((resolve) => setTimeout(resolve, 10));
observer.disconnect();
if (collections > 0)
  throw new Error(`the heap was collected ${collections} times: the bytes can't be counted`);
console.log(grownBytes / COUNTED_CALLS / slots);
