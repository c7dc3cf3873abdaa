import { DAY_MS, formatInstant, MINUTE_MS, type Instant } from '@slotkeeper/domain';
import type { Terminal } from './terminal.js';

/** One line of a picture of a day. */
export interface PicturedSlot {
  readonly startTime: Instant;
  /** Who booked it; undefined for a free one. */
  readonly bookedBy: string | undefined;
}

/** `10:00`, UTC. */
export const clockTime = (instant: Instant): string => formatInstant(instant).slice(11, 16);

/** `2025-01-01`, UTC. */
export const dateOf = (instant: Instant): string => formatInstant(instant).slice(0, 10);

/** The first instant of the UTC day after that of `now`. */
export const nextMidnight = (now: Instant): Instant => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

/** Draws slots of a day one below the other, free or booked. */
export const drawDay = (terminal: Terminal, slots: readonly PicturedSlot[], slotMinutes: number): void => {
  for (const { startTime, bookedBy } of slots) {
    const time = `${clockTime(startTime)}–${clockTime(startTime + slotMinutes * MINUTE_MS)}`;
    terminal.line(
      bookedBy === undefined
        ? `    ${time}  ${terminal.green('░░░░░░░░░░░░')}  ${terminal.green('free')}`
        : `    ${time}  ${terminal.red('████████████')}  booked ${terminal.dim(`by ${bookedBy}`)}`,
    );
  }
};
