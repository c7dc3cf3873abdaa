import { manualClock } from '@slotkeeper/domain/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../../tools/test-database/create-test-database.js';
import { addBooker, addHost, bookBlindly, bookingAt } from '../../test/stage.js';
import { createPostgresStore } from '../postgres-store.js';

const IDLE_MS = 200;

it('events that take longer to hand over than a decision may pause are got, and come once', async () => {
  const database = await createTestDatabase();
  const store = createPostgresStore({
    connectionString: database.connectionString,
    clock: manualClock(),
    timeouts: { idleInTransactionMs: IDLE_MS },
  });
  try {
    await store.outbox.subscribe('slow', 'beginning');
    const [host, booker] = [await addHost(store), await addBooker(store)];
    await bookBlindly(store.unitOfWork, bookingAt(host, 0, { bookerId: booker.id }));
    const slowly = async (): Promise<void> => {
      await sleep(5 * IDLE_MS);
    };
    expect(await store.outbox.deliver('slow', { limit: 10 }, slowly)).toEqual({ delivered: 1, failures: [] });
    expect(await store.outbox.deliver('slow', { limit: 10 }, slowly)).toEqual({ delivered: 0, failures: [] });
  } finally {
    await store.close();
    await database.drop();
  }
});
