import { frozenCopy, type CalendarValues } from '@slotkeeper/domain';
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

/** What was read, of whatever calendars. Nobody can change it, so that whoever wants it may keep it. */
export const valuesOf = (state: StateRow): CalendarValues => ({
  claims: frozenCopy([...state.claims.map(claimInJson), ...state.sharedClaims.map(sharedClaimInJson)]),
  availability: frozenCopy(state.availability.map(availabilityInJson)),
  schedules: frozenCopy(state.schedules.map(scheduleInJson)),
  timeOff: frozenCopy(state.timeOff.map(timeOffInJson)),
  bookings: frozenCopy(state.bookings.map(bookingInJson)),
  eventTypes: frozenCopy(state.eventTypes.map(eventTypeInJson)),
  waitlist: frozenCopy(state.waitlist.map(waitlistEntryInJson)),
});
