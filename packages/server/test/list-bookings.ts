import { itemsIn, type ApiAnswer, type ApiClient } from '../src/demo/api-client.js';
import type { Cast } from '../src/demo/cast.js';

/** The ids of all bookings that a host is shown, page after page; those so far where a page is refused. */
export const listBookingIds = async (client: ApiClient, { host }: Cast): Promise<string[]> => {
  const ids: string[] = [];
  for (let path: string | undefined = '/bookings?limit=200'; path !== undefined;) {
    const page: ApiAnswer = await client.send({ method: 'GET', path, token: host.token });
    if (page.status !== 200) return ids;
    ids.push(...itemsIn(page).map(({ id }) => String(id)));
    const next: unknown = Reflect.get(Object(page.body), 'nextCursor');
    path = typeof next === 'string' ? `/bookings?limit=200&cursor=${encodeURIComponent(next)}` : undefined;
  }
  return ids;
};
