import { calendarModel, type CalendarCommand } from './calendar-model.js';
import { findOrder } from './find-order.js';
import type { Call } from './history.js';
import { minimalViolation } from './minimal-violation.js';
import type { RecordedHistory } from './record-history.js';

/** What is wrong with a history, for people; nothing where there is an order of its calls, calendar by calendar. */
export const describeViolation = ({ seed, calendars }: RecordedHistory): string | undefined => {
  for (const [index, calls] of calendars.entries()) {
    const { kind } = findOrder(calendarModel, calls);
    if (kind === 'undecided') throw new RangeError(`the history of seed ${seed} is too large to be judged`);
    if (kind === 'linearizable') continue;
    const minimal = minimalViolation(calendarModel, calls);
    return [
      `seed ${seed}, calendar ${index + 1}: no order of these ${minimal.length} of ${calls.length} calls explains their answers`,
      ...describeCalls(minimal),
    ].join('\n');
  }
  return undefined;
};

/** A line for each call: from when to when, who asked what, and what was heard. */
const describeCalls = (calls: readonly Call<CalendarCommand>[]): readonly string[] => {
  const stampOf = (stamp: number | undefined): string =>
    (stamp === undefined ? '' : String(stamp)).padStart(4);
  const lines = calls.map(({ client, command, asked, heard }) => ({
    when: `${stampOf(asked)} –${stampOf(heard?.at)}`,
    what: `${client}: ${textOf(command)}`,
    answer: heard?.answer ?? 'nobody knows',
  }));
  const width = Math.max(...lines.map(({ what }) => what.length));
  return lines.map(({ when, what, answer }) => `${when}  ${what.padEnd(width)}  → ${answer}`);
};

const textOf = (command: CalendarCommand): string => {
  const { do: verb, name, nows } = command;
  const at = nows.length === 1 && nows[0] === 0 ? '' : ` at minute ${nows.join(' or ')}`;
  switch (command.do) {
    case 'book':
    case 'hold': {
      const { kind, from, halfHours, heads } = command;
      const minutes = command.do === 'hold' ? ` for ${command.minutes} minutes` : '';
      return `${verb} ${kind} ${from}–${from + halfHours}${heads === 1 ? '' : ` for ${heads}`}${minutes} [${name}]${at}`;
    }
    case 'list':
      return verb;
    case 'reschedule':
      return `${verb} [${command.booking}] to ${command.to}${at}`;
    case 'extend':
      return `${verb} [${command.booking}] to ${command.minutes} minutes${at}`;
    case 'confirm':
    case 'cancel':
    case 'show':
      return `${verb} [${command.booking}]${at}`;
  }
};
