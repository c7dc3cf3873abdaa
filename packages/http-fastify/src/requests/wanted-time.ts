import type { WantedTime } from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { HoldRequest } from '../schemas/booking.js';
import { instantOf, optionalInstantOf } from '../schemas/wire.js';

/** The time that a request asks for. */
export const readWantedTime = ({
  hostId,
  eventTypeId,
  startTime,
  endTime,
  durationMinutes,
  attendees,
}: Omit<Static<typeof HoldRequest>, 'minutes'>): WantedTime => ({
  hostId,
  eventTypeId,
  startTime: instantOf(startTime),
  endTime: optionalInstantOf(endTime),
  durationMinutes,
  attendees,
});
