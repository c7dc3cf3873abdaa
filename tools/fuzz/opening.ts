import type { JsonMembers } from './api-description.js';

/** A request that a run begins with, and makes again now and then: without hours nothing can be booked. */
export interface OpeningStatement {
  readonly operationId: string;
  readonly members: JsonMembers;
}

const DAY_MS = 86_400_000;
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const instantOf = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** What a host states so that all that the API can do can be done with it. */
export const hostOpening = (hostId: string, now: number): readonly OpeningStatement[] => {
  const terms = (name: string, members: JsonMembers): OpeningStatement => ({
    operationId: 'stateEventType',
    members: { hostId, name, durationsMinutes: [30], timeZone: 'UTC', ...members },
  });
  const limit = (period: string, members: JsonMembers): JsonMembers => ({
    limits: [{ per: 'event-type', period, ...members }],
  });
  return [
    {
      operationId: 'stateSchedule',
      members: {
        hostId,
        name: 'All day',
        timeZone: 'UTC',
        weekly: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], start: '00:00', end: '24:00' }],
        slotDuration: 30,
        isDefault: true,
      },
    },
    {
      operationId: 'stateAvailability',
      members: { hostId, startTime: instantOf(now), endTime: instantOf(now + 2 * DAY_MS), slotDuration: 60 },
    },
    terms('Plain', {}),
    terms('Plain too', {}),
    terms('Approved', { approvalMinutes: 600, maxConcurrent: 5 }),
    terms('Approved too', { approvalMinutes: 3_000, maxConcurrent: 9 }),
    terms('Approved as well', { approvalMinutes: 3_000, maxConcurrent: 9 }),
    terms('Approved at leisure', { approvalMinutes: 6_000, seats: 3 }),
    terms('Shared', { seats: 3 }),
    terms('Long or short', { durationsMinutes: [30, 60], stepMinutes: 30 }),
    terms('Once', { cancelCutoffMinutes: 527_040, rescheduleCutoffMinutes: 527_040 }),
    terms('Alone', { bookerMustBeFree: true, maxConcurrent: 5 }),
    terms('Later', { horizon: { kind: 'dates', from: dateOf(now + 3 * DAY_MS) }, maxConcurrent: 5 }),
    terms('Soon', { horizon: { kind: 'days', days: 1 }, maxConcurrent: 5 }),
    terms('Warned', { minimumNoticeMinutes: 120, maxConcurrent: 5 }),
    terms('Daily', { ...limit('day', { maxBookings: 1 }), maxConcurrent: 5 }),
    terms('Weekly', { ...limit('week', { maxBookings: 1 }), maxConcurrent: 5 }),
    terms('Monthly', { ...limit('month', { maxBookings: 1 }), maxConcurrent: 5 }),
    terms('Minutes a day', { ...limit('day', { maxMinutes: 30 }), maxConcurrent: 5 }),
    terms('Minutes a week', { ...limit('week', { maxMinutes: 30 }), maxConcurrent: 5 }),
    terms('Minutes a month', { ...limit('month', { maxMinutes: 30 }), maxConcurrent: 5 }),
  ];
};
