import { formatInstant, type Schedule, type ScheduleStatement } from '@slotkeeper/domain';
import type { Static } from 'typebox';
import type { ScheduleReplacementRequest } from './schedule.js';

/** What a request states of a schedule, in full. */
export const scheduleStatementOf = (stated: Static<typeof ScheduleReplacementRequest>): ScheduleStatement => {
  const { name, timeZone, weekly, recurring = [], overrides = [] } = stated;
  return {
    name,
    timeZone,
    weekly,
    recurring,
    overrides: overrides.map(({ date, kind = 'replace', windows }) => ({ date, kind, windows })),
    ...optionsOf(stated),
  };
};

// Member by member, because a store need not keep the order of members.
export const wireSchedule = (schedule: Schedule) => {
  const { id, hostId, name, timeZone, weekly, overrides, recurring, isDefault, revision } = schedule;
  return {
    id,
    hostId,
    name,
    timeZone,
    weekly: weekly.map(({ days, start, end }) => ({ days: [...days], start, end })),
    overrides: overrides.map(({ date, kind, windows }) => ({
      date,
      kind,
      windows: windows.map(({ start, end }) => ({ start, end })),
    })),
    recurring: recurring.map(({ rule, from, start, end, exceptDates, extraDates }) => ({
      rule,
      from,
      start,
      end,
      ...(exceptDates === undefined ? {} : { exceptDates: [...exceptDates] }),
      ...(extraDates === undefined ? {} : { extraDates: [...extraDates] }),
    })),
    ...optionsOf(schedule),
    isDefault,
    revision,
    createdAt: formatInstant(schedule.createdAt),
    updatedAt: formatInstant(schedule.updatedAt),
  };
};

const optionsOf = ({
  validFrom,
  validUntil,
  slotDuration,
}: Pick<ScheduleStatement, 'validFrom' | 'validUntil' | 'slotDuration'>) => ({
  ...(validFrom === undefined ? {} : { validFrom }),
  ...(validUntil === undefined ? {} : { validUntil }),
  ...(slotDuration === undefined ? {} : { slotDuration }),
});
