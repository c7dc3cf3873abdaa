import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBookedDay, type BookedDay, type WireSchedule } from '../test/booked-day.js';

const GUIDE = readFileSync(new URL('../../../docs/http.md', import.meta.url), 'utf8');

/** A request of the guide, and the body that follows it. */
const REQUESTS = [...GUIDE.matchAll(/```http\n(.+)\n```\n(?:\n```json\n([^`]+)```)?/g)].map(
  ([, operation = '', body]) => ({ operation, body }),
);

let day: BookedDay;
let scheduleId: string;

beforeAll(async () => {
  day = await createBookedDay();
  // The second of a host is not its default, and can be withdrawn.
  for (const name of ['First', 'Second']) {
    const stated = await day.send('POST /schedules', {
      token: day.host.token,
      body: { hostId: day.host.id, name, timeZone: 'UTC', weekly: [] },
    });
    scheduleId = stated.json<WireSchedule>().id;
  }
});

describe('docs/http.md', () => {
  it('shows requests', () => {
    expect(REQUESTS.length).toBeGreaterThan(4);
  });

  it.each(REQUESTS)('shows a request that is answered: $operation', async ({ operation, body }) => {
    const withIds = (text: string): string =>
      text.replaceAll('<hostId>', day.host.id).replaceAll('<scheduleId>', scheduleId);
    const answer = await day.send(withIds(operation), {
      token: day.host.token,
      body: body === undefined ? undefined : withIds(body),
    });
    expect(answer.statusCode).toBe(
      operation === 'POST /schedules' || operation === 'POST /time-off' ? 201 : 200,
    );
  });
});
