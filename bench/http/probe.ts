import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startDurablePostgres } from './durable-postgres.js';
import { plantStage, type Stage, TOKEN_SECRET, SLOT_MINUTES } from './stage.js';
import { percentile, runClosedLoop } from './closed-loop.js';
import { cpuOf, cpuOfFamily } from './cpu-time.js';
import { requestText } from './requests.js';

const COMMAND = fileURLToPath(new URL('../../../packages/server/bin/slotkeeper.js', import.meta.url));
const kept = JSON.parse(readFileSync('/tmp/keep.json', 'utf8')) as { url: string; stage: Stage };
const postgres = { connectionString: kept.url, stop: async () => undefined };
const stage = kept.stage;
void startDurablePostgres;
void plantStage;
const nodeArgs = (process.env['NODE_ARGS'] ?? '').split(' ').filter((a) => a !== '');
const child = spawn(process.execPath, [...nodeArgs, COMMAND, 'serve', '--json'], {
  env: {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    DATABASE_URL: postgres.connectionString,
    PORT: '0',
    SLOTKEEPER_TOKEN_SECRET: TOKEN_SECRET,
    SLOTKEEPER_RATE_LIMIT_PER_ADDRESS: '0',
    SLOTKEEPER_RATE_LIMIT_PER_CALLER: '0',
    ...(process.env['WC'] ? { SLOTKEEPER_WRITE_CONNECTIONS: process.env['WC'] } : {}),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const port = await new Promise<number>((resolve) => {
  let log = '';
  child.stdout.on('data', (c: Buffer) => {
    if (log.length < 100000) {
      log += c.toString();
      const m = /"url":"http:\/\/127.0.0.1:(\d+)"/.exec(log);
      if (m) resolve(Number(m[1]));
    }
  });
});
const pgPid = Number(process.env['PGPID']);
let n = Number(process.env['FROM'] ?? 0);
const first = Math.ceil((Date.now() + 2 * 86_400_000) / 86_400_000) * 86_400_000;
const times: number[] = [];
for (let day = 0; day < 720; day++) {
  const at = first + day * 86_400_000;
  const wd = new Date(at).getUTCDay();
  if (wd === 0 || wd === 6) continue;
  for (let s = 0; s < 12; s++) times.push(at + 15 * 3_600_000 + s * SLOT_MINUTES * 60_000);
}
const nextBooking = (client: number) => {
  const i = n++;
  const host = stage.hosts[i % stage.hosts.length]!;
  const user = stage.users[(i * 7 + client) % stage.users.length]!;
  const start = times[Math.floor(i / stage.hosts.length)]!;
  return requestText({
    method: 'POST',
    path: '/bookings',
    token: user.token,
    idempotencyKey: `k-${Date.now()}-${i}`,
    body: { eventTypeId: host.eventTypeId, startTime: new Date(start).toISOString() },
  });
};
const clients = Number(process.env['CLIENTS'] ?? 32);
let bad = '';
let good = '';
const hear = (status: number, body: string) => {
  if (status !== 201 && bad === '') bad = `${status} ${body}`;
  if (status === 201) good = body;
};
for (let round = 0; round < (process.env['ONLY'] === 'slots' ? 0 : 3); round++) {
  const c0 = cpuOf(child.pid!),
    p0 = cpuOfFamily(pgPid),
    m0 = process.cpuUsage();
  const r = await runClosedLoop({ port, clients, next: nextBooking, forMs: 5_000, hear });
  const m = process.cpuUsage(m0);
  console.log(
    'cpu ms per booking: server',
    ((cpuOf(child.pid!) - c0) / r.answers).toFixed(3),
    'postgres',
    ((cpuOfFamily(pgPid) - p0) / r.answers).toFixed(3),
    'client',
    ((m.user + m.system) / 1000 / r.answers).toFixed(3),
  );
  console.log(
    'booking',
    Math.round(r.rate),
    'p50',
    percentile(r, 0.5).toFixed(1),
    'p99',
    percentile(r, 0.99).toFixed(1),
    [...r.statuses],
  );
}
if (bad) console.log(bad);
console.log(good);
if (process.env['ONLY'] === 'booking') {
  child.kill('SIGTERM');
  await new Promise((r) => child.on('exit', r));
  process.exit(0);
}
const host = stage.hosts[0]!;
const from = new Date(first).toISOString().slice(0, 19) + 'Z';
const to = new Date(first + 30 * 86_400_000).toISOString().slice(0, 19) + 'Z';
let slotsBody = '';
for (let round = 0; round < 2; round++) {
  const r = await runClosedLoop({
    port,
    clients,
    next: () =>
      requestText({
        method: 'GET',
        path: `/slots?eventTypeId=${host.eventTypeId}&from=${from}&to=${to}&limit=100`,
      }),
    forMs: 4_000,
    hear: (_s, b) => {
      slotsBody = b;
    },
  });
  console.log(
    'slots',
    Math.round(r.rate),
    'p50',
    percentile(r, 0.5).toFixed(1),
    'p99',
    percentile(r, 0.99).toFixed(1),
    [...r.statuses],
    slotsBody.length,
  );
}
const floors = spawn(
  process.execPath,
  [fileURLToPath(new URL('./floors.js', import.meta.url)), good || '{}', slotsBody],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const floorPort = await new Promise<number>((resolve) =>
  floors.stdout.once('data', (c: Buffer) => resolve(Number(c.toString()))),
);
{
  const r = await runClosedLoop({ port: floorPort, clients, next: nextBooking, forMs: 4_000 });
  console.log('empty POST', Math.round(r.rate), 'p99', percentile(r, 0.99).toFixed(1), [...r.statuses]);
  const g = await runClosedLoop({
    port: floorPort,
    clients,
    next: () =>
      requestText({
        method: 'GET',
        path: `/slots?eventTypeId=${host.eventTypeId}&from=${from}&to=${to}&limit=100`,
      }),
    forMs: 4_000,
  });
  console.log('empty GET', Math.round(g.rate), 'p99', percentile(g, 0.99).toFixed(1), [...g.statuses]);
}
floors.kill();
void execFile;
child.kill('SIGTERM');
await new Promise((r) => child.on('exit', r));
await postgres.stop();
