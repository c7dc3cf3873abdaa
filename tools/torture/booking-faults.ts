import pg from 'pg';
import { apiClient, countOverlaps, textIn } from '../../packages/server/test/inside-server.js';
import { listBookingIds } from '../../packages/server/test/list-bookings.js';
import type { StubbornClients } from './stubborn-clients.js';

/**
 * How what a server keeps differs from what its clients were told, in words; empty where it does not: each booking that
 * was acknowledged is there, there is no other, none overlap, and each wish that is sent once more, where it has a key, is
 * answered with the booking that it was granted. The server is asked, and its database by SQL.
 *
 * @param connectionString of the database; undefined where the server has none
 */
export const bookingFaults = async (
  clients: StubbornClients,
  { url, connectionString }: { readonly url: string; readonly connectionString: string | undefined },
): Promise<readonly string[]> => {
  const repeated = clients.withKeys ? await repeatFaults(clients) : [];
  const faults = [...clients.strangeAnswers, ...repeated];
  const told = new Set(clients.acknowledged.values());
  if (told.size < clients.acknowledged.size) faults.push('one booking was granted to two wishes');
  const compare = (found: readonly string[], where: string): void => {
    const there = new Set(found);
    for (const id of told) if (!there.has(id)) faults.push(`booking ${id} is lost: not ${where}`);
    for (const id of there) if (!told.has(id)) faults.push(`booking ${id} is one too many: ${where}`);
  };
  const client = apiClient(url, 8);
  try {
    compare(await listBookingIds(client, clients.cast), 'shown to the host');
  } finally {
    client.close();
  }
  if (connectionString !== undefined) {
    compare(await storedBookingIds(connectionString, clients.cast.host.id), 'in the database');
    const overlaps = await countOverlaps(connectionString);
    if (overlaps > 0) faults.push(`${overlaps} pairs of bookings overlap`);
  }
  return faults;
};

const repeatFaults = async ({ acknowledged, repeat }: StubbornClients): Promise<readonly string[]> => {
  const faults = await Promise.all(
    [...acknowledged].map(async ([wish, id]) => {
      const answer = await repeat(wish);
      return answer.status === 201 && textIn(answer, 'id') === id
        ? []
        : [`wish ${wish} was granted ${id}, and sent again it was answered ${answer.status}`];
    }),
  );
  return faults.flat();
};

const storedBookingIds = async (connectionString: string, hostId: string): Promise<string[]> => {
  const session = new pg.Client({ connectionString });
  await session.connect();
  try {
    const { rows } = await session.query<{ readonly id: string }>(
      'select id from booking where host_id = $1',
      [hostId],
    );
    return rows.map(({ id }) => id);
  } finally {
    await session.end();
  }
};
