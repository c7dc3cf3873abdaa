import {
  frozenCopy,
  WorkingSet,
  type CalendarId,
  type CalendarRecord,
  type EventType,
  type EventTypeId,
  type Page,
  type PageRequest,
  type Queries,
} from '@slotkeeper/domain';
import { CompiledQuery, sql, type Kysely } from 'kysely';
import type { Executes } from '../connection/sessions.js';
import { timestamptzBound } from '../connection/timestamptz.js';
import type { Database } from '../database.js';
import {
  availabilityOf,
  bookingOf,
  calendarOfRow,
  eventTypeOf,
  historyEntryOfRow,
  scheduleOf,
  timeOffOf,
  waitlistEntryOf,
  type EventTypeRow,
} from '../rows.js';
import type { KeptCalendars } from '../state/kept-calendars.js';
import { readState } from '../state/read-state.js';
import { valuesOf } from '../state/values-of.js';
import { readingsOfQueries, wantedByQueries, type CalendarWish } from '../state/wanted-state.js';
import { isUuid } from '../uuid.js';
import type { BoundedMap } from '../bounded-map.js';
import { gatherLookups, type GatheringBounds } from './gather-lookups.js';
import { readAgainAfterDeadlock } from './read-again.js';

/** Event types as they were when they were last met. */
export type RecentEventTypes = BoundedMap<EventTypeId, EventType>;

/** Two, so that one is answered while the next is sent. What is asked for meanwhile shares the next. */
const CALENDARS_TOGETHER: GatheringBounds = { underWay: 2, maxKeys: 32 };
const VERSIONS_TOGETHER: GatheringBounds = { underWay: 2, maxKeys: 256 };
const EVENT_TYPES_TOGETHER: GatheringBounds = { underWay: 2, maxKeys: 256 };

/** What is kept of a calendar is asked for its version alone, and read again where it has another by now. */
const calendarsTogether = (
  db: Kysely<Database>,
  kept: KeptCalendars,
  version: Queries['version'],
): Queries['calendar'] => {
  const lookUp = gatherLookups(async (wishes: readonly CalendarWish[]) => {
    const readings = readingsOfQueries(wishes);
    const state = await readAgainAfterDeadlock(() => readState(db, wantedByQueries(readings)));
    const records = state.calendars.map(calendarOfRow);
    const workingSet = new WorkingSet();
    for (const record of records) workingSet.putCalendar(record);
    const values = valuesOf(state);
    if (records.length > 0) workingSet.adopt(values);
    kept.learn(records, readings, values);
    return wishes.map(({ calendarId, reading }) => workingSet.calendar(calendarId, reading));
  }, CALENDARS_TOGETHER);
  return async (calendarId, reading) => {
    if (!isUuid(calendarId)) return undefined;
    if (kept.answering(calendarId, reading) !== undefined) {
      const now = await version(calendarId);
      if (now === undefined) return undefined;
      const known = kept.answering(calendarId, reading, now);
      if (known !== undefined) return known.state(reading);
      kept.dropOlder(calendarId, now);
    }
    return lookUp({ calendarId, reading });
  };
};

type Versioned = Pick<CalendarRecord, 'version'> & { readonly id: CalendarId };

const versionsTogether = (asking: Executes): Queries['version'] => {
  const lookUp = gatherLookups(async (ids: readonly CalendarId[]) => {
    const query: CompiledQuery<Versioned> = CompiledQuery.raw(VERSIONS, [ids]);
    const { rows } = await asking.executeQuery(query);
    const found = new Map(rows.map(({ id, version }) => [id, version]));
    return ids.map((id) => found.get(id));
  }, VERSIONS_TOGETHER);
  return (id) => (isUuid(id) ? lookUp(id) : Promise.resolve(undefined));
};

const VERSIONS = 'select id, version from calendar where id = any($1::uuid[])';

const eventTypesTogether = (
  db: Kysely<Database>,
  recent: RecentEventTypes,
): Required<Pick<Queries, 'eventType' | 'recentEventType'>> => {
  const lookUp = gatherLookups(async (ids: readonly EventTypeId[]) => {
    const { rows } = await sql<EventTypeRow>`
      select id, host_id, statement, revision, created_at, updated_at from event_type where id = any(${ids}::uuid[])
    `.execute(db);
    // Frozen, since all that asked for one share it.
    const found = new Map(rows.map((row) => [row.id, frozenCopy(eventTypeOf(row))]));
    for (const id of ids) recent.delete(id);
    for (const [id, eventType] of found) recent.set(id, eventType);
    return ids.map((id) => found.get(id));
  }, EVENT_TYPES_TOGETHER);
  return {
    eventType: async (id) => (isUuid(id) ? lookUp(id) : undefined),
    recentEventType: (id) => recent.get(id),
  };
};

/**
 * Reading without locks: each answer comes from one statement, so from one snapshot.
 * @param asking asks for versions, which is what is asked most
 */
export const createPostgresQueries = (
  db: Kysely<Database>,
  asking: Executes,
  kept: KeptCalendars,
  recent: RecentEventTypes,
): Queries => {
  const version = versionsTogether(asking);
  return {
    calendar: calendarsTogether(db, kept, version),
    version,

    booking: async (id) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('booking')
        .select(BOOKING_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : bookingOf(row);
    },

    bookings: async ({ hostId, bookerId, status, eventTypeId, from, to }, page) => {
      if (hostId === undefined && bookerId === undefined) {
        throw new RangeError('bookings are asked for by host, by booker or by both');
      }
      if (![hostId, bookerId, eventTypeId].every((id) => id === undefined || isUuid(id))) return NOTHING;
      let query = db.selectFrom('booking').select(BOOKING_COLUMNS).orderBy('start_time').orderBy('id');
      if (hostId !== undefined) query = query.where('host_id', '=', hostId);
      if (bookerId !== undefined) query = query.where('booker_id', '=', bookerId);
      if (status !== undefined) query = query.where('status', '=', status);
      if (eventTypeId !== undefined) query = query.where('event_type_id', '=', eventTypeId);
      if (from !== undefined) query = query.where('end_time', '>', sql<number>`${timestamptzBound(from)}`);
      if (to !== undefined) query = query.where('start_time', '<', sql<number>`${timestamptzBound(to)}`);
      if (page.after !== undefined) query = query.where(afterPosition(page.after));
      return pageOf((await query.limit(page.limit + 1).execute()).map(bookingOf), page);
    },

    history: async (id) => {
      if (!isUuid(id)) return [];
      // By way of the booking, whose id has an index: history is keyed by its host.
      const rows = await db
        .selectFrom('booking as b')
        .innerJoin('booking_history as h', (join) =>
          join.onRef('h.host_id', '=', 'b.host_id').onRef('h.booking_id', '=', 'b.id'),
        )
        .select([
          'h.host_id',
          'h.booking_id',
          'h.revision',
          'h.type',
          'h.at',
          'h.actor_id',
          'h.actor_role',
          'h.status',
        ])
        .select(['h.start_time', 'h.end_time', 'h.overridden', 'h.ending'])
        .where('b.id', '=', id)
        .orderBy('h.revision')
        .execute();
      return rows.map(historyEntryOfRow);
    },

    availability: async (id) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('availability')
        .select(AVAILABILITY_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : availabilityOf(row);
    },

    availabilityOf: async ({ hostId, from, to }, page) => {
      if (!isUuid(hostId)) return NOTHING;
      let query = db.selectFrom('availability').select(AVAILABILITY_COLUMNS).where('host_id', '=', hostId);
      if (from !== undefined) query = query.where('end_time', '>', sql<number>`${timestamptzBound(from)}`);
      if (to !== undefined) query = query.where('start_time', '<', sql<number>`${timestamptzBound(to)}`);
      if (page.after !== undefined) query = query.where(afterPosition(page.after));
      const rows = await query
        .orderBy('start_time')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(rows.map(availabilityOf), page);
    },

    schedule: async (id) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('schedule')
        .select(SCHEDULE_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : scheduleOf(row);
    },

    schedulesOf: async (hostId) => {
      if (!isUuid(hostId)) return [];
      const query = db.selectFrom('schedule').select(SCHEDULE_COLUMNS).where('host_id', '=', hostId);
      return (await query.orderBy('id').execute()).map(scheduleOf);
    },

    timeOff: async (id) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('time_off')
        .select(TIME_OFF_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : timeOffOf(row);
    },

    timeOffOf: async (hostId, { limit, afterId }) => {
      if (!isUuid(hostId)) return NOTHING;
      let query = db.selectFrom('time_off').select(TIME_OFF_COLUMNS).where('host_id', '=', hostId);
      if (afterId !== undefined) {
        query = query.where(
          isUuid(afterId) ? sql<boolean>`id > ${afterId}` : sql<boolean>`id::text collate "C" > ${afterId}`,
        );
      }
      const rows = await query
        .orderBy('id')
        .limit(limit + 1)
        .execute();
      return pageOf(rows.map(timeOffOf), { limit });
    },

    ...eventTypesTogether(db, recent),

    eventTypeRevision: async (id, revision) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('event_type_revision')
        .select(EVENT_TYPE_COLUMNS)
        .where('id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      return row === undefined ? undefined : eventTypeOf(row);
    },

    eventTypesOf: async (hostId) => {
      if (!isUuid(hostId)) return [];
      const query = db.selectFrom('event_type').select(EVENT_TYPE_COLUMNS).where('host_id', '=', hostId);
      return (await query.orderBy('id').execute()).map(eventTypeOf);
    },

    waitlistEntry: async (id) => {
      if (!isUuid(id)) return undefined;
      const row = await db
        .selectFrom('waitlist_entry')
        .select(WAITLIST_ENTRY_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : waitlistEntryOf(row);
    },

    waitlist: async ({ hostId, bookerId, status }, page) => {
      if (hostId === undefined && bookerId === undefined) {
        throw new RangeError('a waitlist is asked for by host, by booker or by both');
      }
      if (![hostId, bookerId].every((id) => id === undefined || isUuid(id))) return NOTHING;
      let query = db
        .selectFrom('waitlist_entry')
        .select(WAITLIST_ENTRY_COLUMNS)
        .orderBy('start_time')
        .orderBy('id');
      if (hostId !== undefined) query = query.where('host_id', '=', hostId);
      if (bookerId !== undefined) query = query.where('booker_id', '=', bookerId);
      if (status !== undefined) query = query.where('status', '=', status);
      if (page.after !== undefined) query = query.where(afterPosition(page.after));
      return pageOf((await query.limit(page.limit + 1).execute()).map(waitlistEntryOf), page);
    },

    lapsed: async (now, limit) => {
      // Only what is held or pending has a deadline: `booking_deadline` sees to that.
      const rows = await db
        .selectFrom('booking')
        .select(BOOKING_COLUMNS)
        .where('deadline', 'is not', null)
        .where('deadline', '<=', sql<number>`${timestamptzBound(now)}`)
        .orderBy('deadline')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(bookingOf);
    },

    events: async (calendarId, { afterVersion, limit }) => {
      if (!isUuid(calendarId)) return [];
      const rows = await db
        .selectFrom('outbox')
        .select(['version', 'payload'])
        .where('calendar_id', '=', calendarId)
        .where('version', '>', afterVersion)
        .orderBy('version')
        .limit(limit)
        .execute();
      return rows.map(({ version, payload }) => ({ version, event: payload }));
    },
  };
};

const BOOKING_COLUMNS = [
  'host_id',
  'id',
  'booker_id',
  'start_time',
  'end_time',
  'status',
  'attendees',
  'event_type_id',
  'event_type_revision',
  'session_id',
  'share_key',
  'deadline',
  'waitlist_entry_id',
  'particulars',
  'revision',
  'created_at',
  'updated_at',
] as const;

const EVENT_TYPE_COLUMNS = ['host_id', 'id', 'statement', 'revision', 'created_at', 'updated_at'] as const;

const WAITLIST_ENTRY_COLUMNS = [
  'host_id',
  'id',
  'event_type_id',
  'booker_id',
  'start_time',
  'end_time',
  'attendees',
  'status',
  'offer_id',
  'revision',
  'created_at',
  'updated_at',
] as const;

const AVAILABILITY_COLUMNS = [
  'host_id',
  'id',
  'start_time',
  'end_time',
  'slot_duration_minutes',
  'revision',
  'created_at',
  'updated_at',
] as const;

const SCHEDULE_COLUMNS = [
  'host_id',
  'id',
  'statement',
  'is_default',
  'revision',
  'created_at',
  'updated_at',
] as const;

const TIME_OFF_COLUMNS = [
  'host_id',
  'id',
  'start_time',
  'end_time',
  'start_date',
  'end_date',
  'time_zone',
  'note',
  'created_at',
] as const;

const NOTHING = { items: [], hasMore: false } as const;

/** What comes after a place. Its id may be any text, so it is compared as a text; the start alone uses the index. */
const afterPosition = ({ startTime, id }: NonNullable<PageRequest['after']>) => {
  const start = sql`${timestamptzBound(startTime)}::timestamptz`;
  return sql<boolean>`start_time >= ${start} and (start_time, id::text collate "C") > (${start}, ${id})`;
};

const pageOf = <T>(found: readonly T[], { limit }: Pick<PageRequest, 'limit'>): Page<T> => ({
  items: found.slice(0, limit),
  hasMore: found.length > limit,
});
