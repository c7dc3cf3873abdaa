import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runCommandLine } from './command-line.js';
import { keepTickShape } from './keep-tick-shape.js';

// V8 lets a small heap grow to four times what was alive, before it looks for what is not any more. Two and a half times
// cost hardly more, and hold less (docs/performance.md).
setFlagsFromString('--heap-growing-percent=150');
keepTickShape(process);

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
