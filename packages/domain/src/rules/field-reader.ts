import type { FieldError } from '../invalid-input.js';
import { parseInstant, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { parseLocalDate } from '../time/local-date.js';
import type { RulesRange } from './rules-document.js';

export const NOTHING: Interval = { start: 0, end: 1_000 };

/** Reads fields and keeps what is wrong with them; a field that is wrong reads as something harmless. */
export class FieldReader {
  readonly errors: FieldError[] = [];

  refuse(field: string, code: string, message: string): void {
    this.errors.push({ field, code, message });
  }

  /** Keeps errors whose fields are members of another. */
  refuseAll(parent: string, errors: readonly FieldError[]): void {
    for (const { field, code, message } of errors) this.refuse(`${parent}.${field}`, code, message);
  }

  instant(field: string, text: string): Instant {
    const parsed = parseInstant(text);
    if (parsed.ok) return parsed.value;
    this.refuse(field, parsed.error.kind, parsed.error.message);
    return Number.NaN;
  }

  /** Slots go by these: with none of them a sweep would never end. */
  minutes(field: string, value: number): void {
    if (Number.isInteger(value) && value >= 1) return;
    this.refuse(field, 'out_of_range', 'must be a whole number of minutes, 1 or more');
  }

  date(field: string, text: string | undefined): string | undefined {
    const parsed = text === undefined ? undefined : parseLocalDate(text);
    if (parsed === undefined || parsed.ok) return text;
    this.refuse(field, parsed.error.kind, parsed.error.message);
    return undefined;
  }

  range(field: string, { startTime, endTime }: RulesRange): Interval {
    return this.bounds({ from: startTime, to: endTime }, `${field}.startTime`, `${field}.endTime`);
  }

  bounds(
    given: { readonly from: string; readonly to: string },
    fromField: string,
    toField: string,
  ): Interval {
    const start = this.instant(fromField, given.from);
    const end = this.instant(toField, given.to);
    if (end <= start) {
      this.refuse(
        toField,
        'end_not_after_start',
        `must be after ${fromField.split('.').at(-1) ?? fromField}`,
      );
    }
    return start < end ? { start, end } : NOTHING;
  }
}
