import type { EventType, EventTypeId } from '../booking/event-type.js';
import type { UserId } from '../identity/user.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound } from './refusal.js';

/** One event type, as it is now or as it was in one of its revisions. Anybody may know what can be booked. */
export const showEventType =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({
    id,
    revision,
  }: {
    readonly id: EventTypeId;
    readonly revision?: number | undefined;
  }): Promise<Result<EventType, EventTypeNotFound>> => {
    const eventType = await (revision === undefined
      ? queries.eventType(id)
      : queries.eventTypeRevision(id, revision));
    // What an erased host has offered has lost its name, and is kept for the bookings that were made of it alone.
    return eventType === undefined || eventType.name === ''
      ? err({ kind: 'event_type_not_found' })
      : ok(eventType);
  };

/** What a host offers, in order of id; nothing of somebody who is no host. */
export const listEventTypes =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  ({ hostId }: { readonly hostId: UserId }): Promise<readonly EventType[]> =>
    queries.eventTypesOf(hostId);
