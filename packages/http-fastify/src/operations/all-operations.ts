import {
  listHostsOperation,
  logInOperation,
  registerUserOperation,
  showHostOperation,
  showOwnUserOperation,
} from './account-operations.js';
import {
  changeAvailabilityOperation,
  listAvailabilityOperation,
  showAvailabilityOperation,
  stateAvailabilityOperation,
  withdrawAvailabilityOperation,
} from './availability-operations.js';
import {
  bookOperation,
  cancelBookingOperation,
  listBookingsOperation,
  rescheduleBookingOperation,
  showBookingHistoryOperation,
  showBookingOperation,
} from './booking-operations.js';
import type { Operation } from './operation.js';
import { showHealthOperation, showOpenApiOperation, showReadinessOperation } from './server-operations.js';
import { listSlotsOperation } from './slot-operations.js';

/** Every operation of the API, in the order of its documentation. */
export const ALL_OPERATIONS: readonly Operation[] = [
  registerUserOperation,
  showOwnUserOperation,
  logInOperation,
  listHostsOperation,
  showHostOperation,
  stateAvailabilityOperation,
  listAvailabilityOperation,
  showAvailabilityOperation,
  changeAvailabilityOperation,
  withdrawAvailabilityOperation,
  listSlotsOperation,
  bookOperation,
  listBookingsOperation,
  showBookingOperation,
  showBookingHistoryOperation,
  cancelBookingOperation,
  rescheduleBookingOperation,
  showHealthOperation,
  showReadinessOperation,
  showOpenApiOperation,
];
