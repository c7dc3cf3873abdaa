import {
  checkEventType,
  MAX_EVENT_TYPES_PER_HOST,
  type EventType,
  type EventTypeId,
  type EventTypeStatement,
} from '../booking/event-type.js';
import type { CalendarState } from '../booking/calendar-state.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { Changes, Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, type Instant } from '../time/instant.js';
import type { Dependencies } from './dependencies.js';
import { hostCalendar } from './judge-time.js';
import { nextRevision } from './next-revision.js';
import type { EventTypeNotFound, Forbidden, HostNotFound, RevisionStale } from './refusal.js';

export interface StateEventType {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly statement: EventTypeStatement;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface EventTypeTarget {
  readonly actor: Actor;
  readonly id: EventTypeId;
  /** The revision that the caller has seen; left out, any will do. */
  readonly expectedRevision?: number | undefined;
}

export interface ChangeEventType extends EventTypeTarget {
  /** What is left out stays as it is; null takes a member away that may be left out. */
  readonly change: EventTypeChange;
}

/** The members that a change names. */
export type EventTypeChange = {
  readonly [Member in keyof EventTypeStatement]?:
    EventTypeStatement[Member] | (undefined extends EventTypeStatement[Member] ? null : never);
};

/** A host says what can be booked, and on what terms. */
export const stateEventType =
  ({ unitOfWork, ids, zones }: Pick<Dependencies, 'unitOfWork' | 'ids' | 'zones'>) =>
  async (
    command: StateEventType,
  ): Promise<Result<Decided<EventType>, InvalidInput | Forbidden | HostNotFound | KeyReused>> => {
    const { actor, hostId, statement, idempotency } = command;
    if (!may(actor, 'event-type.state', { hostId })) return err({ kind: 'forbidden', field: 'hostId' });
    const checked = checkEventType(statement, zones);
    if (!checked.ok) return checked;
    const id = ids.next();
    return unitOfWork.decide<EventType, InvalidInput | HostNotFound>(
      { calendars: [hostId], reading: { eventTypes: 'all', intent: SCHEDULES_ONLY }, idempotency },
      ({ calendars, now }) => {
        const state = hostCalendar(calendars, hostId);
        if (state === undefined) return err({ kind: 'host_not_found', hostId });
        if (state.eventTypes.length >= MAX_EVENT_TYPES_PER_HOST) {
          const message = `must have at most ${MAX_EVENT_TYPES_PER_HOST} event types`;
          return err(invalidInput([{ field: 'hostId', code: 'too_many', message }]));
        }
        const unknown = checkScheduleOf(statement, state);
        if (unknown !== undefined) return err(unknown);
        const eventType: EventType = {
          id,
          hostId,
          ...present(checked.value),
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        return ok({
          answer: eventType,
          eventTypes: [eventType],
          events: [{ type: 'event-type.stated', calendarId: hostId, at: now, actor, eventType }],
        });
      },
    );
  };

/** A host changes the terms for bookings to come. Those that were made keep theirs. */
export const changeEventType =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'zones'>) =>
  (command: ChangeEventType): Promise<Result<EventType, InvalidInput | EventTypeNotFound | RevisionStale>> =>
    decideOnEventType<InvalidInput>(dependencies, command, (eventType, state, now) => {
      const statement = changedStatement(eventType, command.change);
      const checked = checkEventType(statement, dependencies.zones);
      if (!checked.ok) return checked;
      const unknown = checkScheduleOf(statement, state);
      if (unknown !== undefined) return err(unknown);
      const { id, hostId, createdAt } = eventType;
      const changed: EventType = {
        id,
        hostId,
        ...present(checked.value),
        createdAt,
        ...nextRevision(eventType, now),
      };
      return ok({
        answer: changed,
        eventTypes: [changed],
        events: [
          {
            type: 'event-type.changed',
            calendarId: hostId,
            at: changed.updatedAt,
            actor: command.actor,
            eventType: changed,
          },
        ],
      });
    });

/** A host no longer offers it. Bookings stay; they can be cancelled, and no longer moved. */
export const withdrawEventType =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries'>) =>
  (command: EventTypeTarget): Promise<Result<EventType, EventTypeNotFound | RevisionStale>> =>
    decideOnEventType<never>(dependencies, command, (eventType, _state, now) =>
      ok({
        answer: eventType,
        withdrawnEventTypes: [eventType.id],
        events: [
          {
            type: 'event-type.withdrawn',
            calendarId: eventType.hostId,
            at: now,
            actor: command.actor,
            eventType,
          },
        ],
      }),
    );

/** An event type's statement with some of its members changed. */
export const changedStatement = (eventType: EventType, change: EventTypeChange): EventTypeStatement => {
  const {
    id: _id,
    hostId: _host,
    revision: _revision,
    createdAt: _made,
    updatedAt: _changed,
    ...stated
  } = eventType;
  const members = Object.entries({ ...stated, ...change }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(members) as unknown as EventTypeStatement;
};

/** That an event type names a schedule of its host, if it names one. */
export const checkScheduleOf = (
  { scheduleId }: EventTypeStatement,
  { schedules }: Pick<CalendarState, 'schedules'>,
): InvalidInput | undefined =>
  scheduleId === undefined || schedules.some(({ id }) => id === scheduleId)
    ? undefined
    : invalidInput([
        {
          field: 'scheduleId',
          code: 'schedule_not_found',
          message: 'must be the id of a schedule of the host',
        },
      ]);

// All schedules come with whatever intent is read: the last second there is has little of the rest.
const SCHEDULES_ONLY = { start: MAX_INSTANT - 1_000, end: MAX_INSTANT };

const decideOnEventType = async <R extends { readonly kind: string }>(
  { unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>,
  { actor, id, expectedRevision }: EventTypeTarget,
  decision: (eventType: EventType, state: CalendarState, now: Instant) => Result<Changes<EventType>, R>,
): Promise<Result<EventType, R | EventTypeNotFound | RevisionStale>> => {
  const seen = await queries.eventType(id);
  if (seen === undefined || !may(actor, 'event-type.change', seen))
    return err({ kind: 'event_type_not_found' });
  const { hostId } = seen;
  const outcome = await unitOfWork.decide<EventType, R | EventTypeNotFound | RevisionStale>(
    { calendars: [hostId], reading: { eventTypes: [id], intent: SCHEDULES_ONLY } },
    ({ calendars, now }) => {
      const state = hostCalendar(calendars, hostId);
      const eventType = state?.eventTypes.find((each) => each.id === id);
      if (state === undefined || eventType === undefined) return err({ kind: 'event_type_not_found' });
      const { revision } = eventType;
      if (expectedRevision !== undefined && revision !== expectedRevision)
        return err({ kind: 'revision_stale', revision });
      return decision(eventType, state, now);
    },
  );
  if (outcome.ok) return ok(outcome.value.answer);
  const { error } = outcome;
  if (error.kind === 'key_reused')
    throw new RangeError('a request without an idempotency key was refused for its key');
  return err(error as Exclude<typeof error, KeyReused>);
};

/** Without members that are undefined: stored values don't have them. */
const present = (statement: EventTypeStatement): EventTypeStatement =>
  Object.fromEntries(
    Object.entries(statement).filter(([, value]) => value !== undefined),
  ) as unknown as EventTypeStatement;
