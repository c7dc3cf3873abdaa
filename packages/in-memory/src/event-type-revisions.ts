import { frozenCopy, type EventType, type EventTypeId, type UserId } from '@slotkeeper/domain';

/** Every revision of every event type; nothing in it ever goes. */
export interface EventTypeRevisions {
  readonly keep: (eventType: EventType) => void;
  readonly find: (id: EventTypeId, revision: number) => EventType | undefined;
  readonly rewrite: (hostId: UserId, rewrite: (eventType: EventType) => EventType) => void;
}

export const createEventTypeRevisions = (): EventTypeRevisions => {
  const kept = new Map<EventTypeId, Map<number, EventType>>();
  return {
    keep: (eventType) => {
      const revisions = kept.get(eventType.id) ?? new Map<number, EventType>();
      kept.set(eventType.id, revisions.set(eventType.revision, frozenCopy(eventType)));
    },
    find: (id, revision) => kept.get(id)?.get(revision),
    rewrite: (hostId, rewrite) => {
      for (const revisions of kept.values())
        for (const [revision, eventType] of revisions)
          if (eventType.hostId === hostId) revisions.set(revision, frozenCopy(rewrite(eventType)));
    },
  };
};
