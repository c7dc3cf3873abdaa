import { formatInstant, MINUTE_MS, truncateToSecond } from '@slotkeeper/domain';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { bookerId, SLOT_MINUTES, USERS, type Stage } from './stage.js';

/**
 * The rows of a booking, as many of them at a time as there are, in one statement: those that the API writes, in the same
 * tables, with nothing looked at before. The version of a calendar is written as it is, so that nobody who counts them is
 * disturbed.
 */
const WRITE = `
  with given as materialized (
    select r.* from json_to_recordset($1::json) as r (
      host uuid, booker uuid, event_type uuid, id uuid, key text, version bigint, begins timestamptz, ends timestamptz,
      at timestamptz, fingerprint text, agreed json, event jsonb, answer json)
  ),
  bookings as (
    insert into booking (host_id, id, booker_id, start_time, end_time, status, attendees, event_type_id,
      event_type_revision, particulars, revision, created_at, updated_at)
    select host, id, booker, begins, ends, 'confirmed', 1, event_type, 1, agreed, 1, at, at from given
  ),
  claims as (
    insert into claim (calendar_id, booking_id, blocked_start, blocked_end) select host, id, begins, ends from given
  ),
  history as (
    insert into booking_history (host_id, booking_id, revision, type, at, actor_id, actor_role, status, start_time, end_time)
    select host, id, 1, 'booking.confirmed', at, booker, 'USER', 'confirmed', begins, ends from given
  ),
  events as (
    insert into outbox (calendar_id, version, type, at, payload)
    select host, version, 'booking.confirmed', at, event from given
  ),
  answers as (
    insert into idempotency (caller_id, key, fingerprint, answer, created_at)
    select booker, key, fingerprint, answer, at from given
  )
  update calendar set version = calendar.version from (select distinct host from given) as touched
  where calendar.id = touched.host`;

/** As many as the API has for its transactions. */
const CONNECTIONS = 2;
const MOST_AT_A_TIME = 64;
/** Years after all else, so that nobody is in anybody's way. */
const FIRST = Date.parse('2130-01-01T00:00:00Z');
/** Beyond all versions that the API makes. */
const FIRST_VERSION = 1_000_000_000;

/** Stores bookings that come together, together, and tells when each of them is committed. */
export const storeRows = async (
  connectionString: string,
  hosts: Stage['hosts'],
): Promise<() => Promise<void>> => {
  // So that what goes at a time meets on no host.
  if (hosts.length < CONNECTIONS * MOST_AT_A_TIME) throw new RangeError('there are too few hosts');
  const run = Date.now().toString(36);
  const waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  let stored = 0;

  const row = (): object => {
    const n = stored++;
    const { id: host, eventTypeId } = hosts[n % hosts.length] as Stage['hosts'][number];
    const begins = FIRST + Math.floor(n / hosts.length) * SLOT_MINUTES * MINUTE_MS;
    const [startTime, endTime] = [begins, begins + SLOT_MINUTES * MINUTE_MS].map(formatInstant);
    const at = formatInstant(truncateToSecond(Date.now()));
    const id = randomUUID();
    const agreed = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0, cancelCutoffMinutes: 120 };
    const booker = bookerId(n % USERS);
    const booking = {
      id,
      hostId: host,
      bookerId: booker,
      startTime,
      endTime,
      status: 'confirmed',
      attendees: 1,
      eventType: { id: eventTypeId, revision: 1, ...agreed },
      revision: 1,
      createdAt: at,
      updatedAt: at,
    };
    return {
      host,
      booker,
      event_type: eventTypeId,
      id,
      key: `${run}-${n}`,
      version: FIRST_VERSION + n,
      begins: startTime,
      ends: endTime,
      at,
      fingerprint: 'f'.repeat(64),
      agreed: { agreed },
      event: {
        type: 'booking.confirmed',
        calendarId: host,
        at,
        actor: { userId: booker, role: 'USER' },
        booking,
      },
      answer: booking,
    };
  };

  const work = async (client: pg.Client): Promise<void> => {
    while (waiting.length > 0) {
      const some = waiting.splice(0, MOST_AT_A_TIME);
      try {
        await client.query({ name: 'write', text: WRITE, values: [JSON.stringify(some.map(row))] });
        for (const { resolve } of some) resolve();
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    idle.push(client);
  };

  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString }));
  for (const client of clients) {
    await client.connect();
    await client.query('set plan_cache_mode = force_generic_plan');
  }
  const idle = [...clients];
  let isScheduled = false;
  const share = (): void => {
    isScheduled = false;
    const client = waiting.length > 0 ? idle.pop() : undefined;
    if (client !== undefined) void work(client);
  };
  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(share);
    });
};
