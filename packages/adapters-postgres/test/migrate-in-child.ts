import { migrateUp } from '../src/migrate.js';

// Run as a process of its own, so that it can be killed.
await migrateUp({ connectionString: process.argv[2] ?? '' });
