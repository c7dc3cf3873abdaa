/** What of this package the scenarios under `tools/torture` run and look with. */
export { apiClient, itemsIn, textIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
export { expectStatus, registerCast, type Cast } from '../src/demo/cast.js';
export { countOverlaps } from '../src/demo/count-overlaps.js';
export { startServerProcess, type ServerProcess } from '../src/demo/server-process.js';
export { examineDatabase } from '../src/doctor/examine.js';
export { timeOrderedIds } from '../src/time-ordered-ids.js';
