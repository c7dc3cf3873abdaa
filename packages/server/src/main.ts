import process from 'node:process';
import { runCommandLine } from './command-line.js';

// Whoever reads the output may stop early, as `head` does. That ends neither a command nor a server.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  input: process.stdin,
  out: process.stdout,
  err: process.stderr,
  process,
});
