import type { WorkingSet } from '@slotkeeper/domain';
import { availabilityInJson, bookingInJson, claimInJson, scheduleInJson, timeOffInJson } from '../rows.js';
import type { StateRow } from './read-state.js';

/** Puts what was read into the working set, whose calendars must be there. */
export const fillWorkingSet = (workingSet: WorkingSet, state: StateRow): void => {
  for (const claim of state.claims) workingSet.putClaim(claimInJson(claim));
  for (const availability of state.availability) workingSet.putAvailability(availabilityInJson(availability));
  for (const schedule of state.schedules) workingSet.putSchedule(scheduleInJson(schedule));
  for (const timeOff of state.timeOff) workingSet.putTimeOff(timeOffInJson(timeOff));
  for (const booking of state.bookings) workingSet.putBooking(bookingInJson(booking));
};
