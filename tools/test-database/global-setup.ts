import { migrateUp } from '@slotkeeper/adapters-postgres';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { withDatabase } from './database-name.js';
import { startTestCluster, type TestCluster } from './test-cluster.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster of this run, and the migrated database in it that tests copy. */
    readonly testDatabase: { readonly adminUrl: string; readonly template: string };
  }
}

let cluster: TestCluster | undefined;
let template: string | undefined;

/** Starts one cluster for the run and migrates one database in it, which each test file then copies. */
export const setup = async (project: TestProject): Promise<void> => {
  cluster = await startTestCluster();
  template = `slotkeeper_template_${randomUUID().replaceAll('-', '')}`;
  try {
    await administer(cluster.adminUrl, `create database ${template} template template0 encoding 'UTF8'`);
    await migrateUp({ connectionString: withDatabase(cluster.adminUrl, template) });
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('testDatabase', { adminUrl: cluster.adminUrl, template });
  console.log(`tests of the database run on ${cluster.origin}`);
};

export const teardown = async (): Promise<void> => {
  if (cluster !== undefined && template !== undefined) {
    await administer(cluster.adminUrl, `drop database if exists ${template} with (force)`).catch(
      () => undefined,
    );
  }
  await cluster?.stop();
};

const administer = async (adminUrl: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
