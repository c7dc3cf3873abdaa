import process from 'node:process';
import pg from 'pg';

// A client such as psql that locks the calendar of a host, and goes for lunch. Run by frozen-lock-holder.db.test.ts.
const [connectionString, calendarId] = process.argv.slice(2);
const session = new pg.Client({ connectionString });
await session.connect();
await session.query('begin');
await session.query('select id from calendar where id = $1 for update', [calendarId]);
process.stdout.write('locked\n');
