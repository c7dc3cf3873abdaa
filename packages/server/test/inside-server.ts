// What tests outside of this package need of its inside.
export { apiClient, itemsIn, textIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
export { expectStatus, registerCast, type Cast } from '../src/demo/cast.js';
export { countOverlaps } from '../src/demo/count-overlaps.js';
export { nextMidnight } from '../src/demo/day-picture.js';
export { startServerProcess, type ServerProcess } from '../src/demo/server-process.js';
export { clusterPlaces, readSecrets } from '../src/embedded-postgres/cluster.js';
export { runningPostmaster } from '../src/embedded-postgres/postmaster-record.js';
export { runningEmbedded } from '../src/storage/running-embedded.js';
export { examineDatabase } from '../src/doctor/examine.js';
export { timeOrderedIds } from '../src/time-ordered-ids.js';
