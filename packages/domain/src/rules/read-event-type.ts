import type { BookingLimit, LimitPeriod } from '../booking/booking-terms.js';
import { checkLimits, type EventTypeStatement, type StatedHorizon } from '../booking/event-type.js';
import type { FieldReader } from './field-reader.js';
import type { RulesDocument, RulesEventType } from './rules-document.js';

/** What a document says of its event type, as a host would state it. */
export const readEventType = (
  { timeZone, eventType }: RulesDocument,
  reader: FieldReader,
): EventTypeStatement => ({
  name: 'rules',
  timeZone,
  durationsMinutes: readDurations(eventType, reader),
  stepMinutes: eventType.stepMinutes,
  bufferBeforeMinutes: eventType.bufferBeforeMinutes ?? 0,
  bufferAfterMinutes: eventType.bufferAfterMinutes ?? 0,
  minimumNoticeMinutes: eventType.minimumNoticeMinutes ?? 0,
  hostMinimumNoticeMinutes: eventType.hostMinimumNoticeMinutes ?? 0,
  horizon: readHorizon(eventType, reader),
  limits: readLimits(eventType, reader),
  weekStartsOn: eventType.weekStartsOn ?? 'MO',
  seats: eventType.seats ?? 1,
  maxConcurrent: eventType.maxConcurrent ?? 1,
  bookerMustBeFree: eventType.bookerMustBeFree ?? false,
});

const readDurations = (
  { durationMinutes, durationsMinutes = [durationMinutes], stepMinutes = 1 }: RulesEventType,
  reader: FieldReader,
): readonly number[] => {
  reader.minutes('eventType.durationMinutes', durationMinutes);
  reader.minutes('eventType.stepMinutes', stepMinutes);
  if (!durationsMinutes.includes(durationMinutes))
    reader.refuse('eventType.durationsMinutes', 'duration_not_offered', 'must name durationMinutes, too');
  return durationsMinutes;
};

const readHorizon = (eventType: RulesEventType, reader: FieldReader): StatedHorizon | undefined => {
  const { horizonDays, horizonBusinessDays, bookableFrom, bookableUntil } = eventType;
  const given = (['horizonDays', 'horizonBusinessDays', 'bookableFrom', 'bookableUntil'] as const).filter(
    (name) => eventType[name] !== undefined,
  );
  const second = given[1];
  if (second !== undefined && given[0] !== 'bookableFrom')
    reader.refuse(`eventType.${second}`, 'one_horizon', `must not be given along with ${given[0]}`);
  if (horizonDays !== undefined) return { kind: 'days', days: horizonDays };
  if (horizonBusinessDays !== undefined) return { kind: 'business-days', days: horizonBusinessDays };
  const from = reader.date('eventType.bookableFrom', bookableFrom);
  const until = reader.date('eventType.bookableUntil', bookableUntil);
  if (from !== undefined && until !== undefined && until < from)
    reader.refuse('eventType.bookableUntil', 'end_before_start', 'must not be before bookableFrom');
  return from === undefined && until === undefined ? undefined : { kind: 'dates', from, until };
};

const readLimits = (eventType: RulesEventType, reader: FieldReader): readonly BookingLimit[] => {
  const { limits = [] } = eventType;
  reader.refuseAll('eventType', checkLimits(limits));
  const short = shortLimits(eventType);
  for (const [index, { per, period }] of limits.entries()) {
    if (per !== 'event-type' || !short.some((limit) => limit.period === period)) continue;
    const message = `must not be given along with ${SHORT[period].join(' or ')}`;
    reader.refuse(`eventType.limits[${index}]`, 'duplicate', message);
  }
  return [...short, ...limits];
};

/** The members of their own that limits of the event type have: of bookings, and of minutes. */
const SHORT = {
  day: ['maxPerDay', 'maxMinutesPerDay'],
  week: ['maxPerWeek', 'maxMinutesPerWeek'],
  month: ['maxPerMonth', 'maxMinutesPerMonth'],
} as const satisfies Record<LimitPeriod, readonly [keyof RulesEventType, keyof RulesEventType]>;

const shortLimits = (eventType: RulesEventType): readonly BookingLimit[] =>
  (['day', 'week', 'month'] as const)
    .map((period): BookingLimit => {
      const [bookings, minutes] = SHORT[period];
      const [maxBookings, maxMinutes] = [eventType[bookings], eventType[minutes]];
      return { per: 'event-type', period, maxBookings, maxMinutes };
    })
    .filter(({ maxBookings, maxMinutes }) => maxBookings !== undefined || maxMinutes !== undefined);
