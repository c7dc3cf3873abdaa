import { readdirSync, readFileSync } from 'node:fs';

/** So many ticks has a second in /proc (`getconf CLK_TCK`; Linux answers 100 on all architectures). */
const TICKS_PER_SECOND = 100;

/** The time that a process has been on a core so far, its children that have ended included, in milliseconds. */
export const cpuOf = (pid: number): number => {
  const fields = statOf(pid);
  return fields === undefined ? 0 : ((fields.user + fields.system) / TICKS_PER_SECOND) * 1_000;
};

/** The same of all processes that a parent has started, itself included. */
export const cpuOfFamily = (parent: number): number => {
  let sum = cpuOf(parent);
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (statOf(pid)?.parent === parent) sum += cpuOf(pid);
  }
  return sum;
};

/** Who has started a process. */
export const parentOf = (pid: number): number => statOf(pid)?.parent ?? 0;

const statOf = (pid: number) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the command, in parentheses, may hold anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1] ?? 0, user: fields[11] ?? 0, system: fields[12] ?? 0 };
  } catch {
    return undefined;
  }
};
