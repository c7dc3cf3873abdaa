import { err, ok, type Result } from '../result.js';

/** A time on the clock in minutes since midnight, 0 to 1440; 1440 is the midnight that ends the day. */
export type TimeOfDay = number;

export const MINUTES_PER_DAY = 1_440;

/** Why a text is not a time of day. */
export interface InvalidTimeOfDay {
  readonly kind: 'invalid_time';
  readonly message: string;
}

const PATTERN = /^(\d{2}):(\d{2})$/;

/** Reads `09:30`; `24:00` is the midnight that ends the day (ISO 8601-1:2019/Amd 1:2022). */
export const parseTimeOfDay = (text: string): Result<TimeOfDay, InvalidTimeOfDay> => {
  const parts = PATTERN.exec(text);
  const minutes = parts === null ? Number.NaN : Number(parts[1]) * 60 + Number(parts[2]);
  return parts !== null && Number(parts[2]) < 60 && minutes <= MINUTES_PER_DAY
    ? ok(minutes)
    : err({ kind: 'invalid_time', message: 'must be a time such as 09:30, or 24:00' });
};

/** `09:30`. */
export const formatTimeOfDay = (time: TimeOfDay): string =>
  `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
