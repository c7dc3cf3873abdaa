import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../packages/server/bin/slotkeeper.js', import.meta.url));
const TELL_MEMORY = `data:text/javascript,process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;

/** Tests share their machine with others. */
const PATIENT = { SLOTKEEPER_CONNECT_TIMEOUT_MS: '60000' };

/** What `slotkeeper doctor --deep` said in a process of its own, and what it took. */
export interface DoctorRun {
  /** What is not as it should be, by check. The database of the tests may trade durability for speed. */
  readonly faults: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** The most memory that the process had. */
  readonly megabytes: number;
}

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
}

export const runDoctor = (connectionString: string): Promise<DoctorRun> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    execFile(
      process.execPath,
      [`--import=${TELL_MEMORY}`, COMMAND, 'doctor', '--deep', '--json'],
      { env: { PATH: process.env['PATH'], DATABASE_URL: connectionString, ...PATIENT } },
      (_, out, err) => {
        try {
          const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
          const faulty = findings.filter(({ check, status }) => status !== 'ok' && check !== 'durability');
          resolve({
            faults: Object.fromEntries(faulty.map(({ check, detail }) => [check, detail])),
            seconds: (performance.now() - begun) / 1_000,
            megabytes: Number(err) / 1_024,
          });
        } catch {
          reject(new Error(`the doctor said: ${out}${err}`));
        }
      },
    );
  });
