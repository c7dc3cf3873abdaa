import { storeContract } from '@slotkeeper/domain/testing';
import { describe, it } from 'vitest';
import { createInMemoryStore } from './create-in-memory-store.js';

describe('the in-memory store keeps the contract of a store:', () => {
  const cases = storeContract(async (clock) => ({
    store: createInMemoryStore({ clock }),
    teardown: async () => {},
  }));
  it.each(cases)('$name', ({ run }) => run());
});
