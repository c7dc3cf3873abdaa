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
  previewAvailabilityOperation,
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
import {
  changeScheduleOperation,
  listSchedulesOperation,
  previewScheduleOperation,
  showScheduleOperation,
  stateScheduleOperation,
  withdrawScheduleOperation,
} from './schedule-operations.js';
import { showHealthOperation, showOpenApiOperation, showReadinessOperation } from './server-operations.js';
import { listSlotsOperation } from './slot-operations.js';
import {
  listTimeOffOperation,
  stateTimeOffOperation,
  withdrawTimeOffOperation,
} from './time-off-operations.js';

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
  previewAvailabilityOperation,
  stateScheduleOperation,
  listSchedulesOperation,
  showScheduleOperation,
  changeScheduleOperation,
  withdrawScheduleOperation,
  previewScheduleOperation,
  stateTimeOffOperation,
  listTimeOffOperation,
  withdrawTimeOffOperation,
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
