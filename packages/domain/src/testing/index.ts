export {
  actorOf,
  aBooking,
  aHost,
  anAvailability,
  anEventType,
  aSchedule,
  aTimeOff,
  aUser,
  aWaitlistEntry,
} from './builders.js';
export { doubleBookings, noOverlap, type BookedTime } from './double-bookings.js';
export { ExpectationFailed } from './expectation.js';
export { DEFAULT_NOW, manualClock, type ManualClock } from './manual-clock.js';
export { MAX_ORACLE_MINUTES, minuteOracle, type HostTime, type MinuteOracle } from './minute-oracle.js';
export { breachesOf, OVERLAP_LAWS, type HostSnapshot, type OverlapLaw } from './overlap-laws.js';
export { sequentialIds } from './sequential-ids.js';
export { type ContractCase, type StoreSetup, type StoreUnderTest } from './store-contract/contract-case.js';
export { storeContract, type ContractOptions } from './store-contract/store-contract.js';
export { timelineArbitraries, type Timeline, type TimelineArbitraries } from './timeline-arbitraries.js';
