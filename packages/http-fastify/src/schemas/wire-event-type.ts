import {
  formatInstant,
  type BookingLimit,
  type EventType,
  type EventTypeStatement,
  type StatedHorizon,
} from '@slotkeeper/domain';

// Member by member, because a store need not keep the order of members.
export const wireEventType = (eventType: EventType) => {
  const { id, hostId, revision, createdAt, updatedAt } = eventType;
  return {
    id,
    hostId,
    name: eventType.name,
    timeZone: eventType.timeZone,
    durationsMinutes: [...eventType.durationsMinutes],
    bufferBeforeMinutes: eventType.bufferBeforeMinutes,
    bufferAfterMinutes: eventType.bufferAfterMinutes,
    minimumNoticeMinutes: eventType.minimumNoticeMinutes,
    hostMinimumNoticeMinutes: eventType.hostMinimumNoticeMinutes,
    limits: eventType.limits.map(wireLimit),
    weekStartsOn: eventType.weekStartsOn,
    seats: eventType.seats,
    maxConcurrent: eventType.maxConcurrent,
    bookerMustBeFree: eventType.bookerMustBeFree,
    allowsGuests: eventType.allowsGuests ?? false,
    ...optionsOf(eventType),
    revision,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
};

const wireLimit = ({ per, period, maxBookings, maxMinutes }: BookingLimit) => ({
  per,
  period,
  ...(maxBookings === undefined ? {} : { maxBookings }),
  ...(maxMinutes === undefined ? {} : { maxMinutes }),
});

const optionsOf = ({
  stepMinutes,
  horizon,
  approvalMinutes,
  cancelCutoffMinutes,
  rescheduleCutoffMinutes,
  scheduleId,
}: EventTypeStatement) => ({
  ...(stepMinutes === undefined ? {} : { stepMinutes }),
  ...(horizon === undefined ? {} : { horizon: wireHorizon(horizon) }),
  ...(approvalMinutes === undefined ? {} : { approvalMinutes }),
  ...(cancelCutoffMinutes === undefined ? {} : { cancelCutoffMinutes }),
  ...(rescheduleCutoffMinutes === undefined ? {} : { rescheduleCutoffMinutes }),
  ...(scheduleId === undefined ? {} : { scheduleId }),
});

const wireHorizon = (horizon: StatedHorizon) => {
  if (horizon.kind !== 'dates') return { kind: horizon.kind, days: horizon.days };
  const { kind, from, until } = horizon;
  return {
    kind,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
};
