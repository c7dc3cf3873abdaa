import { storeContract } from '@slotkeeper/domain/testing';
import { describe, expect, it } from 'vitest';
import { createInMemoryStore } from './create-in-memory-store.js';

describe('the in-memory store keeps the contract of a store:', () => {
  const cases = storeContract(async (clock) => ({
    store: createInMemoryStore({ clock }),
    teardown: async () => {},
  }));
  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
