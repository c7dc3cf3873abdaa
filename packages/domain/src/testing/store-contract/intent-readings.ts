import { DAY_MS, HOUR_MS } from '../../time/instant.js';
import type { DateSpan, TimeOff } from '../../availability/time-off.js';
import { formatLocalDate } from '../../time/local-date.js';
import { DEFAULT_NOW } from '../manual-clock.js';
import { ok } from '../../result.js';
import type { Interval } from '../../time/interval.js';
import { expectEqual, expectThat } from '../expectation.js';
import type { ContractRule } from './contract-case.js';
import {
  ALWAYS,
  addHost,
  at,
  availabilityOf,
  between,
  eventOfAvailability,
  eventOfSchedule,
  eventOfTimeOff,
  minutesOff,
  scheduleOf,
  seenUnderLock,
  storeAvailability,
  storeSchedules,
  storeTimeOff,
  timeOffOf,
  write,
  type Stage,
} from './stage.js';

/** The ids of the time off that a query and a decision get for a stretch; both must get the same. */
const timeOffRead = async (stage: Stage, hostId: string, stretch: Interval): Promise<readonly string[]> => {
  const reading = { intent: stretch };
  const queried = await stage.store.queries.calendar(hostId, reading);
  const seen = await seenUnderLock(stage, { calendars: [hostId], reading });
  expectEqual(seen.calendars.get(hostId)?.timeOff, queried?.timeOff, 'time off under lock, as queried');
  return queried?.timeOff.map(({ id }) => id) ?? [];
};

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id).sort();

/** Zones as far from UTC as there are, and how many hours their midnight comes before that of UTC. */
const FAR_ZONES = [
  { timeZone: 'Pacific/Kiritimati', hoursAhead: 14 },
  { timeZone: 'Etc/GMT+12', hoursAhead: -12 },
  { timeZone: 'UTC', hoursAhead: 0 },
] as const;

/** A date so many days after that of the stage's clock. */
const dateAfter = (days: number): string => formatLocalDate(DEFAULT_NOW / DAY_MS + days);

/** Its midnight in a zone. */
const midnightAfter = (days: number, { hoursAhead }: (typeof FAR_ZONES)[number]): number =>
  DEFAULT_NOW + days * DAY_MS - hoursAhead * HOUR_MS;

/** Rules about what a reading of intent brings: schedules and time off beside the availability. */
export const INTENT_READINGS: readonly ContractRule[] = [
  {
    name: 'every schedule of the host comes with any stretch of intent, in order of id, and no other host’s',
    check: async (stage) => {
      const [host, other] = [await addHost(stage), await addHost(stage)];
      const made = [2, 0, 1].map((index) => scheduleOf(stage, host, { isDefault: index === 0 }));
      const foreign = scheduleOf(stage, other, { isDefault: true });
      await storeSchedules(stage, host, made.toReversed());
      await storeSchedules(stage, other, [foreign]);
      const inOrder = made.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      for (const stretch of [between(0, 1), { start: ALWAYS.end - 1_000, end: ALWAYS.end }, ALWAYS]) {
        const reading = { intent: stretch };
        const queried = await stage.store.queries.calendar(host.id, reading);
        expectEqual(queried?.schedules, inOrder, 'schedules of the calendar');
        const seen = await seenUnderLock(stage, { calendars: [other.id, host.id], reading });
        expectEqual(seen.calendars.get(host.id)?.schedules, inOrder, 'schedules under lock');
        expectEqual(seen.calendars.get(other.id)?.schedules, [foreign], 'schedules of the other under lock');
      }
      expectEqual(await stage.store.queries.schedulesOf(host.id), inOrder, 'schedules listed');
      expectEqual(await stage.store.queries.schedulesOf(stage.ids.next()), [], 'schedules of nobody');
    },
  },
  {
    name: 'time off by instants comes where it overlaps the stretch, and not where it only touches it',
    check: async (stage) => {
      const [host, other] = [await addHost(stage), await addHost(stage)];
      const taken = [
        [0, 10],
        [10, 20],
        [5, 30],
        [30, 31],
        [-100, 100],
        [20, 40],
      ].map(([from = 0, to = 0]) => ({ off: timeOffOf(stage, host, minutesOff(from, to)), from, to }));
      await storeTimeOff(
        stage,
        host,
        taken.map(({ off }) => off),
      );
      await storeTimeOff(stage, other, [timeOffOf(stage, other, minutesOff(-1_000, 1_000))]);
      for (const [from, to] of [
        [0, 10],
        [10, 11],
        [9, 10],
        [20, 30],
        [40, 50],
        [-200, -100],
        [-101, -99],
        [100, 200],
      ] as const) {
        const expected = taken.filter((one) => one.from < to && from < one.to).map(({ off }) => off);
        expectEqual(
          await timeOffRead(stage, host.id, between(from, to)),
          idsOf(expected),
          `time off that overlaps minutes ${from} to ${to}, in order of id`,
        );
      }
    },
  },
  {
    name: 'time off comes that may reach availability which is linked to the stretch, however far from it',
    check: async (stage) => {
      const host = await addHost(stage);
      // A chain to the right of minute 0, one to the left of it, and a range that is linked to neither.
      const chains = [
        [0, 600],
        [600, 2_000],
        [1_900, 2_500],
        [-500, 0],
        [-900, -400],
        [2_501, 9_000],
      ].map(([from = 0, to = 0], index) =>
        availabilityOf(stage, host, between(from, to), { slotDuration: index + 1 }),
      );
      await storeAvailability(stage, host, chains);
      const near = [
        [2_499, 2_600],
        [-1_000, -899],
        [5, 6],
        [1_000, 1_001],
      ].map(([from = 0, to = 0]) => timeOffOf(stage, host, minutesOff(from, to)));
      const far = [
        [2_500, 2_600],
        [-1_000, -900],
      ].map(([from = 0, to = 0]) => timeOffOf(stage, host, minutesOff(from, to)));
      await storeTimeOff(stage, host, [...far, ...near]);
      expectEqual(await timeOffRead(stage, host.id, between(10, 20)), idsOf(near), 'time off of the chain');
      expectEqual(
        await timeOffRead(stage, host.id, between(2_500, 2_501)),
        idsOf([...near, ...far].filter(({ span }) => 'startTime' in span && span.endTime > at(-900))),
        'time off of the chain and of what the stretch links to it',
      );
    },
  },
  {
    name: 'time off by dates comes where its dates lie in the stretch in their zone, and not when days away',
    check: async (stage) => {
      const host = await addHost(stage);
      const dated = FAR_ZONES.flatMap((zone) =>
        [-30, -3, -2, -1, 0, 1, 2, 3, 30].flatMap((day) =>
          [0, 1].map((more) => {
            const span: DateSpan = {
              startDate: dateAfter(day),
              endDate: dateAfter(day + more),
              timeZone: zone.timeZone,
            };
            return {
              timeOff: timeOffOf(stage, host, span),
              start: midnightAfter(day, zone),
              end: midnightAfter(day + more + 1, zone),
            };
          }),
        ),
      );
      await storeTimeOff(
        stage,
        host,
        dated.map(({ timeOff }) => timeOff),
      );
      for (const hour of [0, 1, 9, 10, 11, 12, 13, 23]) {
        const stretch = { start: DEFAULT_NOW + hour * HOUR_MS, end: DEFAULT_NOW + (hour + 1) * HOUR_MS };
        const came = new Set(await timeOffRead(stage, host.id, stretch));
        for (const { timeOff, start, end } of dated) {
          const what = `${JSON.stringify(timeOff.span)} for hour ${hour}`;
          if (start < stretch.end && stretch.start < end)
            expectThat(came.has(timeOff.id), `${what} did not come, and lies in it`);
          // A store need not know zones: a margin of two days is none too many.
          if (start >= stretch.end + 3 * DAY_MS || end <= stretch.start - 3 * DAY_MS)
            expectThat(!came.has(timeOff.id), `${what} came, and is days away`);
        }
      }
    },
  },
  {
    name: 'of a host that keeps a schedule comes what its hours may link to a stretch, weeks before it',
    check: async (stage) => {
      const host = await addHost(stage);
      const month = 30 * 1440;
      const range = availabilityOf(stage, host, between(-month, -month + 60));
      const away = timeOffOf(stage, host, minutesOff(-month + 10, -month + 20));
      await write(stage, [host.id], {
        answer: null,
        availability: [range],
        events: [eventOfAvailability(range)],
      });
      await storeTimeOff(stage, host, [away]);
      const reading = { intent: between(0, 60) };
      const idsSeen = async (): Promise<readonly string[]> => {
        const state = await stage.store.queries.calendar(host.id, reading);
        return [...(state?.availability ?? []), ...(state?.timeOff ?? [])].map(({ id }) => id);
      };
      expectEqual(await idsSeen(), [], 'without a schedule');
      await storeSchedules(stage, host, [scheduleOf(stage, host)]);
      expectEqual(await idsSeen(), [range.id, away.id], 'with a schedule');
      const locked = await seenUnderLock(stage, { calendars: [host.id], reading });
      const ids = locked.calendars.get(host.id)?.availability.map(({ id }) => id);
      expectEqual(ids, [range.id], 'under lock');
    },
  },
  {
    name: 'of decisions at once on one calendar, each sees the schedules and the time off that those before it left',
    check: async (stage) => {
      const host = await addHost(stage);
      const standing = scheduleOf(stage, host, { isDefault: true });
      const away = timeOffOf(stage, host, minutesOff(0, 60));
      await storeSchedules(stage, host, [standing]);
      await storeTimeOff(stage, host, [away]);
      const [stated, taken] = [scheduleOf(stage, host), timeOffOf(stage, host, minutesOff(30, 90))];
      const renamed = { ...standing, name: 'Renamed', revision: 2 };
      const far = 80 * 1440;
      const range = availabilityOf(stage, host, between(60, far + 100));
      const late = timeOffOf(stage, host, minutesOff(far, far + 50));
      const seen: { readonly schedules: readonly string[]; readonly timeOff: readonly string[] }[] = [];
      const look = (): Promise<unknown> =>
        stage.store.unitOfWork.decide<null, never>(
          { calendars: [host.id], reading: { intent: between(0, 60) } },
          ({ calendars }) => {
            const state = calendars.get(host.id);
            seen.push({
              schedules: state?.schedules.map(({ name }) => name) ?? [],
              timeOff: state?.timeOff.map(({ id }) => id) ?? [],
            });
            return ok({ answer: null, events: [] });
          },
        );
      await Promise.all([
        look(),
        storeSchedules(stage, host, [renamed, stated]),
        look(),
        storeTimeOff(stage, host, [taken, late]),
        look(),
        write(stage, [host.id], {
          answer: null,
          withdrawnSchedules: [stated.id],
          withdrawnTimeOff: [away.id],
          events: [eventOfSchedule(stated, 'schedule.withdrawn'), eventOfTimeOff(away, 'time-off.withdrawn')],
        }),
        look(),
        // Links the stretch to the time off that lay beyond it.
        write(stage, [host.id], {
          answer: null,
          availability: [range],
          events: [eventOfAvailability(range)],
        }),
        look(),
      ]);
      const [office, other] = [standing.name, stated.name];
      expectEqual(
        seen,
        [
          { schedules: [office], timeOff: [away.id] },
          { schedules: ['Renamed', other], timeOff: [away.id] },
          { schedules: ['Renamed', other], timeOff: [away.id, taken.id] },
          { schedules: ['Renamed'], timeOff: [taken.id] },
          { schedules: ['Renamed'], timeOff: idsOf([taken, late]) },
        ],
        'what one decision after the other sees',
      );
      const after = await stage.store.queries.calendar(host.id, { intent: ALWAYS });
      expectEqual(after?.schedules, [renamed], 'schedules afterwards');
      expectEqual(after?.timeOff, [taken, late] satisfies TimeOff[], 'time off afterwards');
    },
  },
];
