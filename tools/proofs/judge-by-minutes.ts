import {
  MINUTE_MS,
  WEEKDAYS,
  type Booking,
  type EventType,
  type Instant,
  type PolicyRefusal,
  type Schedule,
  type TimeOff,
  type Availability,
} from '@slotkeeper/domain';
import { Temporal } from 'temporal-polyfill';
import { dateAt, instantOf, minuteOf, openMinutes, type Minute, type MinuteRange } from './open-minutes.js';

/** All that a judgement rests on, as plain lists. */
export interface PlainTime {
  readonly now: Instant;
  readonly hostId: string;
  readonly schedules: readonly Schedule[];
  readonly availability: readonly Availability[];
  readonly timeOff: readonly TimeOff[];
  /** Of all hosts, in whatever state. */
  readonly bookings: readonly Booking[];
}

/** Who asks for what. */
export interface PlainWish {
  readonly eventType?: EventType | undefined;
  readonly bookerId?: string | undefined;
  readonly attendees: number;
  readonly asHost: boolean;
  /** A booking that is being moved. */
  readonly except?: string | undefined;
}

/** A refusal without the stretch that is busy, which depends on how stretches are put together. */
export type Reason = Record<string, unknown> & { readonly kind: PolicyRefusal['kind'] };

export interface MinuteJudge {
  /** Every reason why a range can't be booked, in the order of the policies: each policy judged by itself. */
  readonly reasons: (start: Minute, end: Minute) => readonly Reason[];
  /** The starts that are listed for a length. */
  readonly starts: (range: MinuteRange, minutes: number) => readonly Minute[];
}

const FREES_ITS_TIME = ['cancelled', 'declined', 'expired'];

/** Whether a booking keeps its time at an instant, and counts. */
export const standsAt = ({ status, deadline }: Booking, now: Instant): boolean =>
  !FREES_ITS_TIME.includes(status) && (deadline === undefined || deadline > now);

/** What bookings of the same event type share: one slot, with the parties in it. */
interface Gathering {
  readonly start: Minute;
  readonly end: Minute;
  from: Minute;
  to: Minute;
  heads: number;
  readonly isAlone: boolean;
  readonly sessionId: string | undefined;
}

/** Judges by looking at each minute of a range, and at each booking. Dates are those of Temporal. */
export const judgeByMinutes = (time: PlainTime, wish: PlainWish, stretch: MinuteRange): MinuteJudge => {
  const { now, hostId } = time;
  const { eventType, bookerId, attendees, asHost } = wish;
  const standing = time.bookings.filter((booking) => booking.id !== wish.except && standsAt(booking, now));
  const onCalendar = standing.filter((booking) => booking.hostId === hostId);
  const ofBooker = standing.filter((booking) => booking.bookerId === bookerId);
  const offers = offersOf(time, eventType, stretch);
  const seats = eventType?.seats ?? 1;
  const maxConcurrent = eventType?.maxConcurrent ?? 1;
  const before = eventType?.bufferBeforeMinutes ?? 0;
  const after = eventType?.bufferAfterMinutes ?? 0;

  const isSharedHere = (booking: Booking): boolean =>
    booking.session !== undefined && booking.eventType?.id === eventType?.id;
  const gatherings = gatheringsOf(onCalendar.filter(isSharedHere), eventType?.id, seats);
  const apart = onCalendar.filter((booking) => !isSharedHere(booking)).map(blockedMinutes);
  const openDates = datesOpenFor(eventType, now);

  const joinedBy = (start: Minute, end: Minute): Gathering | undefined =>
    seats > 1 ? gatherings.find((each) => each.start === start && each.end === end) : undefined;

  const reasons = (start: Minute, end: Minute): readonly Reason[] => {
    const found: Reason[] = [];
    const notice = (asHost ? eventType?.hostMinimumNoticeMinutes : eventType?.minimumNoticeMinutes) ?? 0;
    const earliest = now + notice * MINUTE_MS;
    if (instantOf(start) < now) found.push({ kind: 'start_in_past', now });
    if (instantOf(start) < earliest) found.push({ kind: 'notice_too_short', earliest });
    if (eventType !== undefined) {
      const date = dateAt(start, eventType.timeZone).toString();
      const { first, last } = openDates;
      if (first !== undefined && date < first)
        found.push({ kind: 'before_first_date', date, firstDate: first });
      else if (last !== undefined && date > last)
        found.push({ kind: 'beyond_horizon', date, lastDate: last });
    }
    if (!offers.some(({ open }) => everyMinute(start, end, open.isOpen)))
      found.push({ kind: 'outside_availability' });
    if (eventType !== undefined && !eventType.durationsMinutes.includes(end - start))
      found.push({ kind: 'duration_not_offered', durationsMinutes: eventType.durationsMinutes });
    if (!offers.some((offer) => isOnGrid(offer, start, end, eventType !== undefined)))
      found.push({
        kind: 'off_grid',
        slotDurations: offers.filter(({ open }) => open.isOpen(start)).map(({ minutes }) => minutes),
      });
    found.push(...limitsReached(start, end));
    if (
      eventType?.bookerMustBeFree === true &&
      bookerId !== undefined &&
      ofBooker.some((booking) => meets(start, end, rangeOf(booking)))
    )
      found.push({ kind: 'booker_busy' });
    const { from, to } = joinedBy(start, end) ?? { from: start - before, to: end + after };
    if (apart.some((blocked) => meets(from, to, blocked))) found.push({ kind: 'time_taken' });
    found.push(...capacityReached(start, end));
    return found;
  };

  const limitsReached = (start: Minute, end: Minute): readonly Reason[] => {
    if (eventType === undefined) return [];
    const found: Reason[] = [];
    const counted = {
      'event-type': onePerSession(onCalendar.filter((booking) => booking.eventType?.id === eventType.id)),
      host: onePerSession(onCalendar),
      'booker-and-event-type': ofBooker.filter((booking) => booking.eventType?.id === eventType.id),
      booker: ofBooker,
    };
    for (const per of ['event-type', 'host', 'booker-and-event-type', 'booker'] as const) {
      const isPersonal = per === 'booker' || per === 'booker-and-event-type';
      if (isPersonal && bookerId === undefined) continue;
      for (const measure of ['bookings', 'minutes'] as const) {
        for (const period of ['day', 'week', 'month'] as const) {
          const stated = eventType.limits.find((limit) => limit.per === per && limit.period === period);
          const limit = measure === 'bookings' ? stated?.maxBookings : stated?.maxMinutes;
          if (limit === undefined) continue;
          const place = placeOf(start, period, eventType);
          let booked = 0;
          for (const booking of counted[per]) {
            const { from, to } = rangeOf(booking);
            if (placeOf(from, period, eventType) === place) booked += measure === 'bookings' ? 1 : to - from;
          }
          const more = measure === 'bookings' ? 1 : end - start;
          if (booked + more <= limit || (!isPersonal && joinedBy(start, end) !== undefined)) continue;
          const kind =
            measure === 'bookings'
              ? (`${period}_limit_reached` as const)
              : (`${period}_minutes_exceeded` as const);
          found.push({ kind, per, booked, limit });
        }
      }
    }
    return found;
  };

  const capacityReached = (start: Minute, end: Minute): readonly Reason[] => {
    const joined = joinedBy(start, end);
    let most = 0;
    let isAnyAlone = false;
    for (let minute = start - before; minute < end + after; minute += 1) {
      const running = gatherings.filter(({ from, to }) => from <= minute && minute < to);
      most = Math.max(most, running.length);
      isAnyAlone ||= running.some(({ isAlone }) => isAlone);
    }
    let remaining = 0;
    if (joined !== undefined) remaining = Math.max(0, seats - joined.heads);
    else if (!isAnyAlone && most < maxConcurrent) remaining = seats;
    if (attendees <= remaining) return [];
    return remaining > 0 || joined !== undefined
      ? [{ kind: 'seats_taken', remaining, attendees }]
      : [{ kind: 'time_taken' }];
  };

  return {
    reasons,
    starts: ({ from, to }, minutes) => {
      const starts: Minute[] = [];
      for (let minute = from; minute < to; minute += 1) {
        const end = minute + minutes;
        const isCandidate = offers.some(
          (offer) => offer.minutes === minutes && isOnGrid(offer, minute, end, eventType !== undefined),
        );
        if (isCandidate && reasons(minute, end).length === 0) starts.push(minute);
      }
      return starts;
    },
  };
};

/** The lengths in which slots are offered, their step, and the minutes that they may lie in. */
interface PlainOffer {
  readonly minutes: number;
  readonly step: number;
  readonly open: ReturnType<typeof openMinutes>;
}

const offersOf = (
  { schedules, availability, timeOff }: PlainTime,
  eventType: EventType | undefined,
  stretch: MinuteRange,
): readonly PlainOffer[] => {
  const standard = schedules.find(({ isDefault }) => isDefault);
  if (eventType !== undefined) {
    const { scheduleId, durationsMinutes, stepMinutes } = eventType;
    const schedule = scheduleId === undefined ? standard : schedules.find(({ id }) => id === scheduleId);
    const open = openMinutes({ ranges: availability.map(rangeOf), schedule, timeOff }, stretch);
    return [...durationsMinutes]
      .sort((a, b) => a - b)
      .map((minutes) => ({ minutes, step: stepMinutes ?? minutes, open }));
  }
  const durations = new Set(availability.map(({ slotDuration }) => slotDuration));
  if (standard?.slotDuration !== undefined) durations.add(standard.slotDuration);
  return [...durations]
    .sort((a, b) => a - b)
    .map((minutes) => {
      const ranges = availability.filter(({ slotDuration }) => slotDuration === minutes).map(rangeOf);
      const schedule = standard?.slotDuration === minutes ? standard : undefined;
      return { minutes, step: minutes, open: openMinutes({ ranges, schedule, timeOff }, stretch) };
    });
};

const isOnGrid = (
  { minutes, step, open }: PlainOffer,
  start: Minute,
  end: Minute,
  isOneSlot: boolean,
): boolean => {
  const fits = isOneSlot ? end - start === minutes : (end - start) % minutes === 0;
  return (
    fits && everyMinute(start, start + minutes, open.isOpen) && (start - open.openedAt(start)) % step === 0
  );
};

const everyMinute = (start: Minute, end: Minute, holds: (minute: Minute) => boolean): boolean => {
  for (let minute = start; minute < end; minute += 1) if (!holds(minute)) return false;
  return true;
};

const meets = (start: Minute, end: Minute, { from, to }: MinuteRange): boolean => {
  for (let minute = start; minute < end; minute += 1) if (from <= minute && minute < to) return true;
  return false;
};

const rangeOf = ({ startTime, endTime }: { readonly startTime: Instant; readonly endTime: Instant }) => ({
  from: minuteOf(startTime),
  to: minuteOf(endTime),
});

/** The minutes that a booking keeps from others, by the buffers that were agreed. */
export const blockedMinutes = (booking: Booking): MinuteRange => {
  const { from, to } = rangeOf(booking);
  return {
    from: from - (booking.eventType?.bufferBeforeMinutes ?? 0),
    to: to + (booking.eventType?.bufferAfterMinutes ?? 0),
  };
};

const gatheringsOf = (
  parties: readonly Booking[],
  eventTypeId: string | undefined,
  seats: number,
): readonly Gathering[] => {
  const gatherings: Gathering[] = [];
  const inOrder = parties.toSorted(
    (a, b) => blockedMinutes(a).from - blockedMinutes(b).from || (a.id < b.id ? -1 : 1),
  );
  for (const party of inOrder) {
    const { from: start, to: end } = rangeOf(party);
    const { from, to } = blockedMinutes(party);
    const same =
      seats > 1
        ? gatherings.find(
            (each) => each.start === start && each.end === end && each.sessionId === party.session?.id,
          )
        : undefined;
    if (same === undefined) {
      const isAlone = party.session?.shareKey !== eventTypeId;
      gatherings.push({
        start,
        end,
        from,
        to,
        heads: party.attendees,
        isAlone,
        sessionId: party.session?.id,
      });
    } else {
      same.heads += party.attendees;
      same.from = Math.min(same.from, from);
      same.to = Math.max(same.to, to);
    }
  }
  return gatherings;
};

/** For the host, all parties of a session are one booking. */
const onePerSession = (bookings: readonly Booking[]): readonly Booking[] =>
  bookings.filter(
    (booking, index) =>
      booking.session === undefined ||
      bookings.findIndex((other) => other.session?.id === booking.session?.id) === index,
  );

const placeOf = (
  minute: Minute,
  period: 'day' | 'week' | 'month',
  { timeZone, weekStartsOn }: EventType,
): string => {
  let date = dateAt(minute, timeZone);
  if (period === 'month') return date.toPlainYearMonth().toString();
  if (period === 'week')
    while (WEEKDAYS[date.dayOfWeek - 1] !== weekStartsOn) date = date.subtract({ days: 1 });
  return date.toString();
};

const datesOpenFor = (
  eventType: EventType | undefined,
  now: Instant,
): { readonly first?: string | undefined; readonly last?: string | undefined } => {
  const horizon = eventType?.horizon;
  if (eventType === undefined || horizon === undefined) return {};
  if (horizon.kind === 'dates') return { first: horizon.from, last: horizon.until };
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(eventType.timeZone)
    .toPlainDate();
  let last = today;
  for (let left = horizon.days; left > 0;) {
    last = last.add({ days: 1 });
    if (horizon.kind === 'days' || last.dayOfWeek <= 5) left -= 1;
  }
  return { last: last.toString() };
};
