import type { WorkingSet } from '@slotkeeper/domain';
import { availabilityInJson, bookingInJson, claimInJson } from '../rows.js';
import type { StateRow } from './read-state.js';

/** Puts what was read into the working set, whose calendars must be there. */
export const fillWorkingSet = (workingSet: WorkingSet, state: StateRow): void => {
  for (const claim of state.claims) workingSet.putClaim(claimInJson(claim));
  for (const availability of state.availability) workingSet.putAvailability(availabilityInJson(availability));
  for (const booking of state.bookings) workingSet.putBooking(bookingInJson(booking));
};
