export { actorOf, aBooking, aHost, anAvailability, aUser } from './builders.js';
export { ExpectationFailed } from './expectation.js';
export { DEFAULT_NOW, manualClock, type ManualClock } from './manual-clock.js';
export { sequentialIds } from './sequential-ids.js';
export { type ContractCase, type StoreSetup, type StoreUnderTest } from './store-contract/contract-case.js';
export { storeContract, type ContractOptions } from './store-contract/store-contract.js';
