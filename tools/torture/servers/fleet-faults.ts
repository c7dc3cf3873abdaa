import { itemsIn } from '../../../packages/server/test/inside-server.js';
import { databaseFaults } from '../database-faults.js';
import type { LoadRecord } from './steady-load.js';

/** The longest time in which no server answered anybody, in milliseconds. */
export const longestGapMs = ({ client }: LoadRecord): number => {
  const gaps = client.answeredAt.map((at, index) => at - (client.answeredAt[index - 1] ?? at));
  return Math.max(0, ...gaps);
};

/** What a load has been through that should not have been, in words; empty where nothing. */
export const fleetFaults = async (
  record: LoadRecord,
  { connectionString, gapMs }: { readonly connectionString: string; readonly gapMs: number },
): Promise<readonly string[]> => [
  ...record.unexpected,
  ...(longestGapMs(record) > gapMs ? [`nobody answered for ${Math.round(longestGapMs(record))} ms`] : []),
  ...(await lostBookings(record)),
  ...(await databaseFaults(connectionString)),
];

/** What was told last is what is there now, whichever server told it, and nothing else is there. */
const lostBookings = async (record: LoadRecord): Promise<readonly string[]> => {
  const { told } = record;
  const there = await statusesThere(record);
  return [
    ...[...told.values()]
      .filter(({ id, status }) => there.get(id) !== status)
      .map(
        ({ id, slot, status }) => `slot ${slot} is ${String(there.get(id))}, and was told to be ${status}`,
      ),
    ...[...there.keys()].filter((id) => !told.has(id)).map((id) => `nobody was told of booking ${id}`),
  ];
};

const statusesThere = async ({ client, cast }: LoadRecord): Promise<ReadonlyMap<string, unknown>> => {
  const there = new Map<string, unknown>();
  for (let path: string | undefined = '/bookings?limit=200'; path !== undefined;) {
    const page = await client.send({ method: 'GET', path, token: cast.host.token });
    if (page.status !== 200) return there;
    for (const { id, status } of itemsIn(page)) there.set(String(id), status);
    const next: unknown = Reflect.get(Object(page.body), 'nextCursor');
    path = typeof next === 'string' ? `/bookings?limit=200&cursor=${encodeURIComponent(next)}` : undefined;
  }
  return there;
};
