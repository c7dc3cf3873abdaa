import process from 'node:process';

// Imported into a server by blocked-event-loop.db.test.ts: a SIGUSR2 makes every turn of its event loop long, the next
// makes them short again, and says so.
const BLOCKED_MS = 400;
let blocking;
process.on('SIGUSR2', () => {
  if (blocking !== undefined) {
    clearInterval(blocking);
    blocking = undefined;
    process.stdout.write('unblocked\n');
    return;
  }
  blocking = setInterval(() => {
    const until = performance.now() + BLOCKED_MS;
    while (performance.now() < until);
  }, 1);
});
