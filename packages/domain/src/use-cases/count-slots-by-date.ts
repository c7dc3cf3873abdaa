import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import { invalidInput, type InvalidInput, unknownTimeZone } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { dateOfLocalTime, formatLocalDate, isSkipped } from '../time/local-date.js';
import type { Dependencies } from './dependencies.js';
import type { EventTypeNotFound, HostNotFound } from './refusal.js';
import { viewRange, type SlotRange } from './slot-range.js';

export interface CountSlotsByDate extends SlotRange {
  /** IANA name of the zone whose dates are meant. */
  readonly timeZone: string;
}

export interface DateCount {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** How many slots start on it within the range. */
  readonly count: number;
}

/** How many slots start on each local date of a range, those without any included: what a month picker shows. */
export const countSlotsByDate =
  (dependencies: Pick<Dependencies, 'queries' | 'clock' | 'zones' | 'evaluator'>) =>
  async (
    query: CountSlotsByDate,
  ): Promise<Result<readonly DateCount[], InvalidInput | HostNotFound | EventTypeNotFound>> => {
    const { from, to, timeZone } = query;
    const { evaluator = DEFAULT_EVALUATOR } = dependencies;
    if (!dependencies.zones.has(timeZone)) {
      return err(invalidInput([unknownTimeZone('timeZone')]));
    }
    const view = await viewRange(dependencies, query);
    if (!view.ok) return view;
    const zone = dependencies.zones.get(timeZone);
    const counts = new Map<number, number>();
    for (
      let date = dateOfLocalTime(zone.toLocal(from));
      date <= dateOfLocalTime(zone.toLocal(to - 1));
      date += 1
    ) {
      if (!isSkipped(date, zone)) counts.set(date, 0);
    }
    for (const { startTime } of evaluator.listBookable(view.value.situation, { from, to })) {
      const date = dateOfLocalTime(zone.toLocal(startTime));
      counts.set(date, (counts.get(date) ?? 0) + 1);
    }
    return ok(
      [...counts].sort(([a], [b]) => a - b).map(([date, count]) => ({ date: formatLocalDate(date), count })),
    );
  };
