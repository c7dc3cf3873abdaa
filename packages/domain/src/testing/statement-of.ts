import type { EventType, EventTypeStatement } from '../booking/event-type.js';
import { anEventType } from './builders.js';

/** What a host would state to have such an event type. */
export const statementOf = (terms: Partial<EventType> = {}): EventTypeStatement => {
  const { id: _id, hostId: _host, revision: _revision, ...rest } = anEventType(terms);
  const { createdAt: _created, updatedAt: _updated, ...statement } = rest;
  return statement;
};
