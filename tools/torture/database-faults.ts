import { countOverlaps, examineDatabase } from '../../packages/server/test/inside-server.js';

/** Of what databases of tests may do without, for speed. */
const DURABILITY = 'durability';

/**
 * What is wrong with a database: bookings that overlap, and what the doctor calls a fault.
 * @param known the doctor's checks that are known to fail
 */
export const databaseFaults = async (
  connectionString: string,
  known: readonly string[] = [],
): Promise<readonly string[]> => {
  const pairs = await countOverlaps(connectionString);
  const findings = await examineDatabase(connectionString, { connectTimeoutMs: 5_000, isDeep: false });
  return [
    ...(pairs === 0 ? [] : [`${pairs} pairs of bookings overlap`]),
    ...findings
      .filter(({ check, status }) => status === 'fault' && ![DURABILITY, ...known].includes(check))
      .map(({ check, detail }) => `${check}: ${detail}`),
  ];
};
