import { Type } from 'typebox';
import { UuidText } from './scalars.js';

/** What is asked for: exactly one of the two. */
export const TARGET = {
  hostId: Type.Optional(
    Type.String({ ...UuidText, description: 'The host whose availability itself is meant.' }),
  ),
  eventTypeId: Type.Optional(Type.String({ ...UuidText, description: 'The event type that is meant.' })),
} as const;

export const EXACTLY_ONE_TARGET = 'Exactly one of `hostId` and `eventTypeId`.';
