import { examineDatabase } from '../src/doctor/examine.js';

/** What `doctor --deep` finds at fault, by check. The database of the tests may trade durability for speed. */
export const deepFaults = async (connectionString: string): Promise<Readonly<Record<string, string>>> => {
  const findings = await examineDatabase(connectionString, { connectTimeoutMs: 5_000, isDeep: true });
  return Object.fromEntries(
    findings
      .filter(({ check, status }) => status !== 'ok' && check !== 'durability')
      .map(({ check, status, detail }) => [check, `${status}: ${detail}`]),
  );
};
