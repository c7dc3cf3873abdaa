export { createInMemoryStore } from './create-in-memory-store.js';
