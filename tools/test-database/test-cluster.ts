import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startThrowawayPostgres } from '@slotkeeper/server';

/** A PostgreSQL in which tests may make databases. */
export interface TestCluster {
  /** Of a role that may create databases; its own database is left alone. */
  readonly adminUrl: string;
  /** Where it came from, for people. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const DOCKER_ANSWERS_WITHIN_MS = 3_000;
const IMAGE = 'postgres:15-alpine';

/**
 * The first of: the server of `DATABASE_URL`; a container, where a Docker engine answers; the PostgreSQL binaries of the
 * machine; those from npm.
 * @throws Error where there is none: a database test that can't run has failed
 */
export const startTestCluster = async (): Promise<TestCluster> => {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    return { adminUrl: given, origin: 'DATABASE_URL', stop: () => Promise.resolve() };
  }
  return (await dockerAnswers()) ? startContainer() : startBinaries();
};

const dockerAnswers = async (): Promise<boolean> => {
  try {
    await promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}'], {
      timeout: DOCKER_ANSWERS_WITHIN_MS,
      killSignal: 'SIGKILL',
    });
    return true;
  } catch {
    return false;
  }
};

const startContainer = async (): Promise<TestCluster> => {
  const container = await new PostgreSqlContainer(IMAGE)
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start();
  return {
    adminUrl: container.getConnectionUri(),
    origin: `Docker, ${IMAGE}`,
    stop: async () => {
      await container.stop();
    },
  };
};

const startBinaries = async (): Promise<TestCluster> => {
  const cluster = await startThrowawayPostgres(['machine', 'npm']);
  return {
    adminUrl: cluster.connectionString,
    origin: `PostgreSQL ${cluster.version} binaries`,
    stop: () => cluster.stop(),
  };
};
