import { resolve } from 'node:path';
import { clusterMajor, clusterPlaces, readSecrets } from '../embedded-postgres/cluster.js';
import { runningPostmaster } from '../embedded-postgres/postmaster-record.js';
import { applicationName } from '../embedded-postgres/prepare-database.js';

/**
 * The connection string of the PostgreSQL that runs on a data folder now, whoever started it; undefined where none does.
 * It lets a command look at the data of a server that is running, without taking it over: PostgreSQL stays its owner's,
 * who may stop it at any time.
 */
export const runningEmbedded = async (dataFolder: string): Promise<string | undefined> => {
  const places = clusterPlaces(resolve(dataFolder));
  const running = await runningPostmaster(places.data);
  if (running?.status !== 'ready') return undefined;
  const { application } = await readSecrets(places);
  return `postgresql://${applicationName}:${encodeURIComponent(application)}@127.0.0.1:${running.port}/${applicationName}`;
};

/** Whether a server has ever kept bookings in this data folder. */
export const holdsEmbedded = async (dataFolder: string): Promise<boolean> =>
  (await clusterMajor(clusterPlaces(resolve(dataFolder)))) !== undefined;
