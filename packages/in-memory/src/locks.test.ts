import { describe, expect, it } from 'vitest';
import { createLocks } from './locks.js';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('locks', () => {
  it('are given in order of arrival, one holder at a time', async () => {
    const locks = createLocks();
    const log: string[] = [];
    const free = await locks.acquire(['a']);
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      const done = await locks.acquire(['a']);
      log.push(`${name} in`);
      await settle();
      log.push(`${name} out`);
      done();
    });
    await settle();
    expect(log).toEqual([]);
    free();
    await Promise.all(waiting);
    expect(log).toEqual(['first in', 'first out', 'second in', 'second out', 'third in', 'third out']);
  });

  it('of one name do not hold up another', async () => {
    const locks = createLocks();
    await locks.acquire(['a']);
    const free = await locks.acquire(['b']);
    free();
    expect(typeof (await locks.acquire(['b']))).toBe('function');
  });

  it('of several names are held all or waited for', async () => {
    const locks = createLocks();
    const free = await locks.acquire(['b']);
    let held = false;
    const both = locks.acquire(['b', 'a']).then((done) => {
      held = true;
      return done;
    });
    await settle();
    expect(held).toBe(false);
    free();
    (await both)();
    expect(held).toBe(true);
  });

  it('that nobody holds leave nothing behind, whatever they were called', async () => {
    const locks = createLocks();
    for (const name of ['', '__proto__', 'constructor']) {
      (await locks.acquire([name, name]))();
      (await locks.acquire([name]))();
    }
    expect(typeof (await locks.acquire([]))).toBe('function');
  });
});
