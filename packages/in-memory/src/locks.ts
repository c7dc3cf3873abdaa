/** Exclusive locks by name. */
export interface Locks {
  /** Waits until all of these are held, and gives what frees them. Naming a lock twice is naming it once. */
  readonly acquire: (names: readonly string[]) => Promise<() => void>;
}

/** A lock that nobody holds has no queue; the queue of one that is held wakes in order of arrival. */
type Queues = Map<string, (() => void)[]>;

/**
 * Locks that are first come, first served. They are taken in order of their names, whatever order they are asked for
 * in, so that no two askers ever wait for each other.
 */
export const createLocks = (): Locks => {
  const queues: Queues = new Map();
  return { acquire: (names) => acquireInOrder(queues, [...new Set(names)].sort(byCodeUnit)) };
};

const acquireInOrder = async (queues: Queues, names: readonly string[]): Promise<() => void> => {
  for (const name of names) {
    const turn = enter(queues, name);
    // Only one that has to wait gives way: so the order of arrival at the first lock is kept at the next.
    if (turn !== undefined) await turn;
  }
  return () => {
    for (const name of names) leave(queues, name);
  };
};

const enter = (queues: Queues, name: string): Promise<void> | undefined => {
  const queue = queues.get(name);
  if (queue !== undefined) {
    return new Promise((wake) => {
      queue.push(wake);
    });
  }
  queues.set(name, []);
  return undefined;
};

const leave = (queues: Queues, name: string): void => {
  const wakeNext = queues.get(name)?.shift();
  if (wakeNext === undefined) queues.delete(name);
  else wakeNext();
};

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
