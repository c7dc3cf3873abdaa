import { DAY_MS, loadZoneTables, WorkingSet, type CalendarState } from '@slotkeeper/domain';
import { interleave, ratioOf, timePerCall } from '../measure.js';
import { claimOf, DURATION_MS, HOST_ID, OVERRIDES, settingOf, type Setting } from './setting.js';
import { writtenSlotsOfDomain } from './slots-of-domain.js';

/**
 * Prints how many times as long the slots of 30 days with 100 bookings take, read from the calendar and derived, if so
 * many bookings more are stored before and after the window as is said.
 */
const [outside = 0, rounds = 0, warmUpMs = 0, sampleMs = 0] = process.argv.slice(2).map(Number);

const setting = settingOf(await loadZoneTables(), {
  days: 30,
  bookings: 100,
  stepMinutes: 15,
  overrides: OVERRIDES,
});

/** A calendar as the stores keep it: claims sorted by their start. */
const calendarWith = ({ state, from, to }: Setting, count: number): WorkingSet => {
  const calendars = new WorkingSet();
  calendars.putCalendar(state);
  for (const schedule of state.schedules) calendars.putSchedule(schedule);
  const before = Math.floor(count / 2);
  const claimAt = (start: number) => claimOf({ start, end: start + MINUTE_LONG_MS }, 0);
  for (let index = before; index > 0; index -= 1)
    calendars.putClaim(claimAt(from - DAY_MS - index * MINUTE_LONG_MS));
  for (const claim of state.claims) calendars.putClaim(claim);
  for (let index = 0; index < count - before; index += 1)
    calendars.putClaim(claimAt(to + DAY_MS + index * MINUTE_LONG_MS));
  return calendars;
};
const MINUTE_LONG_MS = 60_000;

const slotsFrom = (calendars: WorkingSet) => () => {
  const stretch = { start: setting.from, end: setting.to + DURATION_MS };
  const state = calendars.calendar(HOST_ID, { claims: stretch, intent: stretch }) as CalendarState;
  return writtenSlotsOfDomain({ ...setting, state });
};

const few = slotsFrom(calendarWith(setting, 0));
const many = slotsFrom(calendarWith(setting, outside));
if (JSON.stringify(few()) !== JSON.stringify(many()))
  throw new Error('bookings outside the window change its slots');
const pace = { warmUpMs, sampleMs };
const samples = await interleave({ few: timePerCall(few, pace), many: timePerCall(many, pace) }, rounds);
console.log(ratioOf(samples.many, samples.few));
