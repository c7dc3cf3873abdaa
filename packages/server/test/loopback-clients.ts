/** What the demo talks to servers by, for tests outside of this package. */
export { apiClient, itemsIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
export { tally } from '../src/demo/cast.js';
