import { DAY_MS, formatInstant, MINUTE_MS, type Instant, type Interval } from '@slotkeeper/domain';
import { getSlots } from 'slot-calculator';
import { getAvailableTimeSlotsInCalendar } from 'time-slots-finder';
import { CLOSES, DURATION_MS, OPENS, OVERRIDES, TIME_ZONE, type Setting } from './setting.js';

/**
 * What both peers can do: slots that follow each other on the half hour. They know no override that opens a Saturday;
 * dates that are closed, or shorter, they know as time that is not free.
 */
export const PEER_WORK = { days: 30, bookings: 100, stepMinutes: 30, overrides: OVERRIDES.slice(0, 2) };

/** Work that is ready to be done, and the starts of the slots that it finds. */
export interface PeerWork {
  readonly work: () => unknown;
  readonly starts: () => readonly Instant[];
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;

/** npm `slot-calculator` 2.2.1, which gives ISO strings. */
export const slotCalculator = (setting: Setting): PeerWork => {
  const { from, to } = setting;
  const config = {
    from: formatInstant(from),
    to: formatInstant(to),
    availability: DAYS.map((day) => ({ day, from: OPENS, to: CLOSES, timezone: TIME_ZONE })),
    unavailability: notFree(setting).map(({ start, end }) => ({
      from: formatInstant(start),
      to: formatInstant(end),
    })),
    duration: DURATION_MS / MINUTE_MS,
  };
  const work = () => getSlots(config).availableSlots;
  return { work, starts: () => work().map((slot) => Date.parse(slot.from)) };
};

/** npm `time-slots-finder` 0.5.5, which gives Dates. It reads the clock, so the window lies in the future. */
export const timeSlotsFinder = (setting: Setting): PeerWork => {
  const { from, to, zone } = setting;
  const momentOf = (instant: Instant) => {
    const local = new Date(zone.toLocal(instant));
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth(),
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
    };
  };
  const minutes = DURATION_MS / MINUTE_MS;
  const parameters = {
    configuration: {
      timeSlotDuration: minutes,
      slotStartMinuteStep: minutes,
      availablePeriods: DAYS.map((_, index) => ({
        isoWeekDay: index + 1,
        shifts: [{ startTime: OPENS, endTime: CLOSES }],
      })),
      unavailablePeriods: notFree(setting).map(({ start, end }) => ({
        startAt: momentOf(start),
        endAt: momentOf(end),
      })),
      timeZone: TIME_ZONE,
    },
    from: new Date(from),
    to: new Date(to),
  };
  const work = () => getAvailableTimeSlotsInCalendar(parameters);
  return { work, starts: () => work().map(({ startAt }) => startAt.getTime()) };
};

/** What is booked, and what the overrides take from the hours of their date. */
const notFree = ({ state, zone, from }: Setting): readonly Interval[] => {
  const [closed, shorter] = [1, 4].map((day) => zone.toLocal(from) + day * DAY_MS);
  const hours = (midnight: number | undefined, start: number, end: number): Interval => ({
    start: zone.toInstant((midnight ?? 0) + start * 60 * MINUTE_MS),
    end: zone.toInstant((midnight ?? 0) + end * 60 * MINUTE_MS),
  });
  return [
    ...state.claims.map(({ blocked }) => blocked),
    hours(closed, 9, 17),
    hours(shorter, 9, 10),
    hours(shorter, 14, 17),
  ];
};
