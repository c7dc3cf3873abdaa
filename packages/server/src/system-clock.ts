import { truncateToSecond, type Clock } from '@slotkeeper/domain';

/** The machine's clock, down to the whole second that it is in. */
export const systemClock: Clock = { now: () => truncateToSecond(Date.now()) };
