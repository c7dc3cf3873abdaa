import type { WorkingSet } from '@slotkeeper/domain';
import {
  availabilityInJson,
  bookingInJson,
  claimInJson,
  eventTypeInJson,
  scheduleInJson,
  sharedClaimInJson,
  timeOffInJson,
  waitlistEntryInJson,
} from '../rows.js';
import type { StateRow } from './read-state.js';

/** Puts what was read into the working set, whose calendars must be there. */
export const fillWorkingSet = (workingSet: WorkingSet, state: StateRow): void => {
  for (const claim of state.claims) workingSet.putClaim(claimInJson(claim));
  for (const claim of state.sharedClaims) workingSet.putClaim(sharedClaimInJson(claim));
  for (const availability of state.availability) workingSet.putAvailability(availabilityInJson(availability));
  for (const schedule of state.schedules) workingSet.putSchedule(scheduleInJson(schedule));
  for (const timeOff of state.timeOff) workingSet.putTimeOff(timeOffInJson(timeOff));
  for (const booking of state.bookings) workingSet.putBooking(bookingInJson(booking));
  for (const eventType of state.eventTypes) workingSet.putEventType(eventTypeInJson(eventType));
  for (const entry of state.waitlist) workingSet.putWaitlistEntry(waitlistEntryInJson(entry));
};
