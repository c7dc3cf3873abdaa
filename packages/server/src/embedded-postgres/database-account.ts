import { readFile, stat } from 'node:fs/promises';

/** The operating-system account that PostgreSQL runs as when this process is root. */
export interface DatabaseAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

// An account of its own comes first. PostgreSQL's own is next: it keeps the data from every other
// service. `nobody` exists nearly everywhere and needs no change to the machine.
const preferredNames = ['slotkeeper', 'postgres', '_postgres', 'nobody'];

/**
 * Chooses the account for PostgreSQL, which refuses to run as root.
 *
 * Gives `undefined` when this process is not root: PostgreSQL then runs as the current user. As root
 * it gives the owner of an existing cluster, so that the choice never changes under its data, or else
 * the first of `slotkeeper`, `postgres`, `_postgres` and `nobody` that the machine has.
 *
 * @param clusterData the cluster's data folder, which need not exist
 * @throws Error when root owns the cluster, or the machine has none of these accounts
 */
export async function chooseDatabaseAccount(clusterData: string): Promise<DatabaseAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterData).catch(() => undefined);
  if (owner?.uid === 0) {
    throw new Error(
      `PostgreSQL refuses to run as root, and root owns its data in ${clusterData}: ` +
        'give that folder back to the account it was created with (chown -R).',
    );
  }
  const accounts = parseAccounts(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  if (owner !== undefined) {
    const known = accounts.find((account) => account.uid === owner.uid);
    return { name: known?.name ?? `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  for (const name of preferredNames) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account !== undefined) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has no account to run it as: ' +
      'create one (useradd --system slotkeeper), start as an ordinary user, or set DATABASE_URL.',
  );
}

/** The accounts of a passwd(5) file; macOS writes ids such as -2, which are unsigned 32-bit numbers. */
export function parseAccounts(passwd: string): readonly DatabaseAccount[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || name.startsWith('#') || !isId(uid) || !isId(gid)) return [];
    return [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+$/.test(text);
}
