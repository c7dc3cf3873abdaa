export { actorOf, aBooking, aHost, anAvailability, aUser } from './builders.js';
export { DEFAULT_NOW, manualClock, type ManualClock } from './manual-clock.js';
export { sequentialIds } from './sequential-ids.js';
