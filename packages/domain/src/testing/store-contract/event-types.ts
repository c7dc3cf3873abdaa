import type { EventType } from '../../booking/event-type.js';
import { MAX_INSTANT, MIN_INSTANT } from '../../time/instant.js';
import { ok } from '../../result.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  addHost,
  at,
  calendarOf,
  EVERYTHING,
  eventOfEventType,
  eventTypeOf,
  seenUnderLock,
  storeEventTypes,
  write,
  type Stage,
} from './stage.js';
import { expectConsistent } from './stored-content.js';

/** Everything that an event type can say. */
const FULL_EVENT_TYPE: Partial<EventType> = {
  name: 'Ünï “cöde” 漢字 \\ %s \'"',
  timeZone: 'US/Eastern',
  durationsMinutes: [30, 15, 1_440],
  stepMinutes: 5,
  bufferBeforeMinutes: 10,
  bufferAfterMinutes: 10_080,
  minimumNoticeMinutes: 120,
  hostMinimumNoticeMinutes: 1,
  horizon: { kind: 'dates', from: '0001-01-01', until: '9999-12-31' },
  limits: [
    { per: 'event-type', period: 'day', maxBookings: 5 },
    { per: 'booker', period: 'month', maxMinutes: 0 },
    { per: 'booker-and-event-type', period: 'week', maxBookings: 0, maxMinutes: 1_000_000 },
  ],
  weekStartsOn: 'SU',
  seats: 10_000,
  maxConcurrent: 7,
  bookerMustBeFree: true,
  approvalMinutes: 60,
  cancelCutoffMinutes: 0,
  rescheduleCutoffMinutes: 1_440,
  scheduleId: '0e000000-0000-4000-8000-000000000009',
  revision: 1,
  createdAt: MIN_INSTANT,
  updatedAt: MAX_INSTANT,
};

const idsOf = (eventTypes: readonly EventType[] | undefined): readonly string[] | undefined =>
  eventTypes?.map(({ id }) => id);

/** What a query and a decision see of a host's event types; both must see the same. */
const eventTypesRead = async (
  stage: Stage,
  hostId: string,
  eventTypes: 'all' | readonly string[],
): Promise<readonly EventType[] | undefined> => {
  const queried = await stage.store.queries.calendar(hostId, { eventTypes });
  const seen = await seenUnderLock(stage, { calendars: [hostId], reading: { eventTypes } });
  expectEqual(
    seen.calendars.get(hostId)?.eventTypes,
    queried?.eventTypes,
    'event types under lock, as queried',
  );
  return queried?.eventTypes;
};

/** Rules about event types. */
export const EVENT_TYPES: readonly ContractRule[] = [
  {
    name: 'every field of an event type comes back, those that may be left out and those that are',
    check: async (stage) => {
      const host = await addHost(stage);
      const stated = [
        eventTypeOf(stage, host, FULL_EVENT_TYPE),
        eventTypeOf(stage, host, { name: '', limits: [{ per: 'host', period: 'day', maxMinutes: 1 }] }),
        eventTypeOf(stage, host, { horizon: { kind: 'business-days', days: 0 } }),
        eventTypeOf(stage, host, { horizon: { kind: 'dates', until: '2030-01-01' } }),
      ];
      await storeEventTypes(stage, host, stated);
      const { queries } = stage.store;
      for (const eventType of stated) {
        expectEqual(await queries.eventType(eventType.id), eventType, 'event type by id');
        expectEqual(await queries.eventTypeRevision(eventType.id, 1), eventType, 'event type by revision');
      }
      expectEqual(await queries.eventTypesOf(host.id), stated, 'list');
      expectEqual((await calendarOf(stage, host.id)).eventTypes, stated, 'event types of the calendar');
      const seen = await seenUnderLock(stage, { calendars: [host.id], reading: EVERYTHING });
      expectEqual(seen.calendars.get(host.id)?.eventTypes, stated, 'event types under lock');
      const bare = await queries.eventType(stated[1]?.id ?? '');
      expectThat(bare !== undefined && bare.horizon !== null, 'what was left out came as null');
      await expectConsistent(stage, host.id);
    },
  },
  {
    name: 'an event type’s next revision takes the place of the one before, whole, and every revision is kept',
    check: async (stage) => {
      const host = await addHost(stage);
      const { queries } = stage.store;
      const [first, other] = [eventTypeOf(stage, host, FULL_EVENT_TYPE), eventTypeOf(stage, host)];
      await storeEventTypes(stage, host, [first, other]);
      const second = eventTypeOf(stage, host, { id: first.id, revision: 2, updatedAt: at(5) });
      const third = { ...second, name: 'Third', seats: 3, revision: 3 };
      const change = (changed: EventType): Promise<null> =>
        write(stage, [host.id], {
          answer: null,
          eventTypes: [changed],
          events: [eventOfEventType(changed, 'event-type.changed')],
        });
      // Both at once: one transaction may make more than one revision.
      await Promise.all([change(second), change(third)]);
      expectEqual(await queries.eventType(first.id), third, 'the latest revision');
      expectEqual(await queries.eventTypesOf(host.id), [third, other], 'list');
      expectEqual((await calendarOf(stage, host.id)).eventTypes, [third, other], 'of the calendar');
      const withdrawn = eventOfEventType(third, 'event-type.withdrawn');
      await write(stage, [host.id], { answer: null, withdrawnEventTypes: [first.id], events: [withdrawn] });
      expectEqual(await queries.eventType(first.id), undefined, 'what was withdrawn');
      expectEqual(await queries.eventTypesOf(host.id), [other], 'list after the withdrawal');
      expectEqual((await calendarOf(stage, host.id)).eventTypes, [other], 'of the calendar, afterwards');
      for (const past of [first, second, third]) {
        const kept = await queries.eventTypeRevision(past.id, past.revision);
        expectEqual(kept, past, `revision ${past.revision} after the withdrawal`);
      }
      expectEqual(await queries.eventTypeRevision(first.id, 4), undefined, 'a revision that never was');
      expectEqual(await queries.eventTypeRevision(other.id, 2), undefined, 'a revision of the other');
    },
  },
  {
    name: 'event types come as they are asked for, all or by their ids, in order of id, and no other host’s',
    check: async (stage) => {
      const [host, other] = [await addHost(stage), await addHost(stage)];
      const made = Array.from({ length: 4 }, () => eventTypeOf(stage, host));
      const foreign = eventTypeOf(stage, other);
      await storeEventTypes(stage, host, made.toReversed());
      await storeEventTypes(stage, other, [foreign]);
      const [a, b, c, d] = made.map(({ id }) => id);
      expectThat(a !== undefined && b !== undefined && c !== undefined && d !== undefined, 'no event types');
      expectEqual(await eventTypesRead(stage, host.id, 'all'), made, 'all');
      for (const [asked, expected] of [
        [[c], [c]],
        [
          [d, a],
          [a, d],
        ],
        [[b, b], [b]],
        [[foreign.id, a], [a]],
        [[stage.ids.next()], []],
        [[], []],
      ] as const) {
        expectEqual(
          idsOf(await eventTypesRead(stage, host.id, asked)),
          expected,
          `asked for ${asked.join()}`,
        );
      }
      const seen = await seenUnderLock(stage, {
        calendars: [other.id, host.id],
        reading: { eventTypes: [foreign.id, b] },
      });
      expectEqual(idsOf(seen.calendars.get(host.id)?.eventTypes), [b], 'of one of two calendars');
      expectEqual(
        idsOf(seen.calendars.get(other.id)?.eventTypes),
        [foreign.id],
        'of the other of two calendars',
      );
      expectEqual(await stage.store.queries.eventTypesOf(stage.ids.next()), [], 'event types of nobody');
    },
  },
  {
    name: 'of decisions at once on one calendar, each sees the event types that those before it left',
    check: async (stage) => {
      const host = await addHost(stage);
      const standing = eventTypeOf(stage, host, { name: 'Standing' });
      const fresh = eventTypeOf(stage, host, { name: 'Fresh' });
      await storeEventTypes(stage, host, [standing]);
      const seen: unknown[] = [];
      const look = (eventTypes: 'all' | readonly string[]): Promise<unknown> =>
        stage.store.unitOfWork.decide<null, never>(
          { calendars: [host.id], reading: { eventTypes } },
          ({ calendars }) => {
            seen.push(calendars.get(host.id)?.eventTypes.map(({ name, revision }) => `${name} ${revision}`));
            return ok({ answer: null, events: [] });
          },
        );
      const changed = { ...standing, name: 'Changed', revision: 2 };
      await Promise.all([
        look([standing.id]),
        storeEventTypes(stage, host, [changed, fresh]),
        look([standing.id]),
        look('all'),
        write(stage, [host.id], {
          answer: null,
          withdrawnEventTypes: [standing.id],
          events: [eventOfEventType(changed, 'event-type.withdrawn')],
        }),
        look([standing.id, fresh.id]),
        look('all'),
      ]);
      expectEqual(
        seen,
        [['Standing 1'], ['Changed 2'], ['Changed 2', 'Fresh 1'], ['Fresh 1'], ['Fresh 1']],
        'what one decision after the other sees',
      );
      await expectConsistent(stage, host.id);
    },
  },
];
