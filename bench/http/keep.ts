import { writeFileSync } from 'node:fs';
import { startDurablePostgres } from './durable-postgres.js';
import { plantStage } from './stage.js';
const postgres = await startDurablePostgres();
const stage = await plantStage(postgres.connectionString, { hosts: 200, users: 64 });
writeFileSync('/tmp/keep.json', JSON.stringify({ url: postgres.connectionString, stage }));
process.on('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
setInterval(() => undefined, 1000);
