import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Schedule, ScheduleStatement } from '../availability/schedule.js';
import type { Booking } from '../booking/booking.js';
import type { Store } from '../ports/store.js';
import { actorOf, aHost, aUser } from '../testing/builders.js';
import { manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { DAY_MS, formatInstant, parseInstant, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { changeSchedule } from './change-schedule.js';
import { countSlotsByDate } from './count-slots-by-date.js';
import { listFreeWindows } from './list-free-windows.js';
import { listSlots } from './list-slots.js';
import { book } from './place-booking.js';
import { previewAvailability, previewSchedule } from './preview-intent.js';
import { rescheduleBooking } from './reschedule-booking.js';
import { listSchedules, showSchedule } from './show-schedules.js';
import { stateAvailability } from './state-availability.js';
import { stateSchedule } from './state-schedule.js';
import { stateTimeOff } from './state-time-off.js';
import { withdrawSchedule } from './withdraw-schedule.js';
import { listTimeOff, withdrawTimeOff } from './withdraw-time-off.js';
import { unwrap } from '../testing/unwrap.js';

const zones = await loadZoneTables();
const HOST_ID = '00000000-0000-4000-8000-0000000000aa';
const host = actorOf({ id: HOST_ID, role: 'HOST' });
const other = actorOf({ id: '00000000-0000-4000-8000-0000000000ab', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });

const instant = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
};

/** Thursday; on Sunday the 30th Berlin's clocks go forward. */
const NOW = instant('2025-03-27T00:00:00Z');
const RANGE = { hostId: HOST_ID, from: NOW, to: NOW + 7 * DAY_MS };
const OFFICE: ScheduleStatement = {
  name: 'Office',
  timeZone: 'Europe/Berlin',
  weekly: [{ days: ['MO', 'FR', 'SU'], start: '09:00', end: '10:00' }],
  recurring: [],
  overrides: [],
  slotDuration: 30,
};

let clock: ManualClock;
let store: Store;
let dependencies: Store & { clock: ManualClock; ids: ReturnType<typeof sequentialIds>; zones: typeof zones };

beforeEach(async () => {
  clock = manualClock(NOW);
  store = createInMemoryStore({ clock });
  dependencies = { ...store, clock, ids: sequentialIds(), zones };
  for (const user of [aHost({ id: HOST_ID }), aHost({ id: other.userId }), aUser({ id: ada.userId })]) {
    unwrap(await store.users.add(user, 'hash'));
  }
});

const state = async (statement: Partial<ScheduleStatement> = {}, isDefault = false): Promise<Schedule> =>
  unwrap(
    await stateSchedule(dependencies)({
      actor: host,
      hostId: HOST_ID,
      statement: { ...OFFICE, ...statement },
      isDefault,
    }),
  ).answer;
const starts = async (): Promise<string[]> =>
  unwrap(await listSlots(dependencies)({ ...RANGE, limit: 100 })).items.map(({ startTime }) =>
    formatInstant(startTime),
  );
const booked = async (startTime: string): Promise<Booking> =>
  unwrap(await book(dependencies)({ actor: ada, hostId: HOST_ID, startTime: instant(startTime) })).answer;

const OFFICE_STARTS = [
  '2025-03-28T08:00:00Z',
  '2025-03-28T08:30:00Z',
  '2025-03-30T07:00:00Z',
  '2025-03-30T07:30:00Z',
  '2025-03-31T07:00:00Z',
  '2025-03-31T07:30:00Z',
];

describe('a schedule', () => {
  it('offers its hours in its zone, an hour earlier in UTC once the clocks have gone forward', async () => {
    await state();
    expect(await starts()).toEqual(OFFICE_STARTS);
  });

  it('is booked slot by slot; what is booked is no longer listed', async () => {
    await state();
    expect(await booked('2025-03-30T07:00:00Z')).toMatchObject({ endTime: instant('2025-03-30T07:30:00Z') });
    expect(await starts()).toEqual(OFFICE_STARTS.filter((start) => start !== '2025-03-30T07:00:00Z'));
    const offGrid = await book(dependencies)({
      actor: ada,
      hostId: HOST_ID,
      startTime: instant('2025-03-31T07:10:00Z'),
    });
    expect(offGrid).toMatchObject({ ok: false, error: { kind: 'off_grid', slotDurations: [30] } });
  });

  it('takes a booking that is moved into it', async () => {
    await state();
    const { id } = await booked('2025-03-28T08:00:00Z');
    const moved = await rescheduleBooking(dependencies)({
      actor: ada,
      id,
      startTime: instant('2025-03-31T07:30:00Z'),
    });
    expect(unwrap(moved).answer).toMatchObject({
      id,
      revision: 2,
      startTime: instant('2025-03-31T07:30:00Z'),
    });
  });

  it('is one window with one-off availability of its slot duration that touches it', async () => {
    await state();
    const extra = {
      startTime: instant('2025-03-28T09:00:00Z'),
      endTime: instant('2025-03-28T09:45:00Z'),
      slotDuration: 30,
    };
    unwrap(await stateAvailability(dependencies)({ actor: host, hostId: HOST_ID, ...extra }));
    expect((await starts()).slice(0, 3)).toEqual([...OFFICE_STARTS.slice(0, 2), '2025-03-28T09:00:00Z']);
  });

  it('without a slot duration offers nothing by itself', async () => {
    await state({ slotDuration: undefined });
    expect(await starts()).toEqual([]);
  });

  it('the first one of a host is its default; another takes its place when it says so', async () => {
    const first = await state();
    expect(first.isDefault).toBe(true);
    const second = await state({ name: 'Summer', weekly: [{ days: ['TU'], start: '09:00', end: '09:30' }] });
    expect(second.isDefault).toBe(false);
    const changed = await changeSchedule(dependencies)({
      actor: host,
      id: second.id,
      statement: second,
      isDefault: true,
    });
    expect(unwrap(changed).schedule).toMatchObject({ isDefault: true, revision: 2 });
    const listed = unwrap(await listSchedules(dependencies)({ actor: host, hostId: HOST_ID }));
    expect(listed.map(({ name, isDefault, revision }) => [name, isDefault, revision])).toEqual([
      ['Office', false, 2],
      ['Summer', true, 2],
    ]);
    expect(await starts()).toEqual(['2025-04-01T07:00:00Z']);
  });

  it('the default stays while there are others, and cannot just stop being it', async () => {
    const first = await state();
    const second = await state({ name: 'Summer' });
    const refusal = { ok: false, error: { kind: 'schedule_is_default' } };
    expect(await withdrawSchedule(dependencies)({ actor: host, id: first.id })).toEqual(refusal);
    expect(
      await changeSchedule(dependencies)({ actor: host, id: first.id, statement: OFFICE, isDefault: false }),
    ).toEqual(refusal);
    unwrap(await withdrawSchedule(dependencies)({ actor: host, id: second.id }));
    unwrap(await withdrawSchedule(dependencies)({ actor: host, id: first.id }));
    expect(await starts()).toEqual([]);
  });

  it('changing it leaves bookings alone and says which now lie outside', async () => {
    const { id } = await state();
    const [friday, monday] = [await booked('2025-03-28T08:00:00Z'), await booked('2025-03-31T07:00:00Z')];
    const statement = { ...OFFICE, weekly: [{ days: ['MO'] as const, start: '09:00', end: '10:00' }] };
    const changed = unwrap(await changeSchedule(dependencies)({ actor: host, id, statement }));
    expect(changed.bookingsOutside).toEqual({ count: 1, items: [friday] });
    const withdrawn = unwrap(await withdrawSchedule(dependencies)({ actor: host, id }));
    expect(withdrawn.bookingsOutside).toEqual({ count: 1, items: [monday] });
  });

  it('refuses a stale revision', async () => {
    const { id } = await state();
    unwrap(await changeSchedule(dependencies)({ actor: host, id, statement: OFFICE }));
    const stale = await changeSchedule(dependencies)({
      actor: host,
      id,
      statement: OFFICE,
      expectedRevision: 1,
    });
    expect(stale).toEqual({ ok: false, error: { kind: 'revision_stale', revision: 2 } });
  });

  it('to others does not exist, and nobody states one for another', async () => {
    const { id } = await state();
    const gone = { ok: false, error: { kind: 'schedule_not_found' } };
    for (const actor of [other, ada]) {
      expect(await showSchedule(dependencies)({ actor, id })).toEqual(gone);
      expect(await changeSchedule(dependencies)({ actor, id, statement: OFFICE })).toEqual(gone);
      expect(await withdrawSchedule(dependencies)({ actor, id })).toEqual(gone);
      expect(await previewSchedule(dependencies)({ actor, id, from: RANGE.from, to: RANGE.to })).toEqual(
        gone,
      );
      const forbidden = { ok: false, error: { kind: 'forbidden', field: 'hostId' } };
      expect(
        await stateSchedule(dependencies)({ actor, hostId: HOST_ID, statement: OFFICE, isDefault: false }),
      ).toEqual(forbidden);
      expect(await listSchedules(dependencies)({ actor, hostId: HOST_ID })).toEqual(forbidden);
    }
  });

  it.each<[string, Partial<ScheduleStatement>, string, string]>([
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, 'timeZone', 'unknown_time_zone'],
    ['no day', { weekly: [{ days: [], start: '09:00', end: '10:00' }] }, 'weekly[0].days', 'invalid_days'],
    [
      'a day twice',
      { weekly: [{ days: ['MO', 'MO'], start: '09:00', end: '10:00' }] },
      'weekly[0].days',
      'invalid_days',
    ],
    [
      'a start of 24:00',
      { weekly: [{ days: ['MO'], start: '24:00', end: '10:00' }] },
      'weekly[0].start',
      'invalid_time',
    ],
    [
      'a time that does not exist',
      { weekly: [{ days: ['MO'], start: '09:00', end: '25:00' }] },
      'weekly[0].end',
      'invalid_time',
    ],
    [
      'a date that does not exist',
      { overrides: [{ date: '2025-02-29', kind: 'replace', windows: [] }] },
      'overrides[0].date',
      'invalid_date',
    ],
    [
      'nothing to add',
      { overrides: [{ date: '2025-02-28', kind: 'add', windows: [] }] },
      'overrides[0].windows',
      'windows_required',
    ],
    [
      'a date replaced twice',
      {
        overrides: [
          { date: '2025-04-01', kind: 'replace', windows: [] },
          { date: '2025-04-01', kind: 'replace', windows: [] },
        ],
      },
      'overrides[1].date',
      'date_replaced_twice',
    ],
    [
      'a rule that is none',
      { recurring: [{ rule: 'FREQ=HOURLY', from: '2025-01-01', start: '09:00', end: '10:00' }] },
      'recurring[0].rule',
      'invalid_recurrence_rule',
    ],
    [
      'an end of validity before its start',
      { validFrom: '2025-05-01', validUntil: '2025-04-30' },
      'validUntil',
      'end_before_start',
    ],
    ['a slot duration of 0', { slotDuration: 0 }, 'slotDuration', 'slot_duration_out_of_range'],
    [
      'too many overrides',
      {
        overrides: Array.from({ length: 501 }, () => ({
          date: '2025-04-01',
          kind: 'add' as const,
          windows: [{ start: '09:00', end: '10:00' }],
        })),
      },
      'overrides',
      'too_many',
    ],
  ])('with %s is refused and not stored', async (_, wrong, field, code) => {
    const refused = await stateSchedule(dependencies)({
      actor: host,
      hostId: HOST_ID,
      statement: { ...OFFICE, ...wrong },
      isDefault: false,
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid_input', errors: [{ field, code }] } });
    expect(unwrap(await listSchedules(dependencies)({ actor: host, hostId: HOST_ID }))).toEqual([]);
  });
});

describe('time off', () => {
  const away = (span: Parameters<ReturnType<typeof stateTimeOff>>[0]['span'], actor = host) =>
    stateTimeOff(dependencies)({ actor, hostId: HOST_ID, span, note: 'away' });

  it('by local dates takes whole dates of its zone away, and lists the bookings that lie in it', async () => {
    await state();
    const booking = await booked('2025-03-30T07:00:00Z');
    const stated = unwrap(
      await away({ startDate: '2025-03-30', endDate: '2025-03-30', timeZone: 'Europe/Berlin' }),
    ).answer;
    expect(stated.bookings).toEqual({ count: 1, items: [booking] });
    expect(await starts()).toEqual(OFFICE_STARTS.filter((start) => !start.startsWith('2025-03-30')));
  });

  it('by instants cuts a window, and the grid begins anew where it ends', async () => {
    await state();
    unwrap(
      await away({ startTime: instant('2025-03-28T08:00:00Z'), endTime: instant('2025-03-28T08:10:00Z') }),
    );
    expect((await starts()).slice(0, 2)).toEqual(['2025-03-28T08:10:00Z', '2025-03-30T07:00:00Z']);
  });

  it('holds for one-off availability too, and nobody books in it', async () => {
    const day = { startTime: instant('2025-04-01T09:00:00Z'), endTime: instant('2025-04-01T10:00:00Z') };
    unwrap(await stateAvailability(dependencies)({ actor: host, hostId: HOST_ID, ...day, slotDuration: 30 }));
    unwrap(await away(day));
    expect(await starts()).toEqual([]);
    const refused = await book(dependencies)({ actor: ada, hostId: HOST_ID, startTime: day.startTime });
    expect(refused).toEqual({ ok: false, error: { kind: 'outside_availability', alternatives: [] } });
  });

  it('is taken back, once', async () => {
    await state();
    const { timeOff } = unwrap(
      await away({ startDate: '2025-03-28', endDate: '2025-03-31', timeZone: 'Europe/Berlin' }),
    ).answer;
    expect(await starts()).toEqual([]);
    expect(
      unwrap(await listTimeOff(dependencies)({ actor: host, hostId: HOST_ID, page: { limit: 10 } })).items,
    ).toEqual([timeOff]);
    expect(unwrap(await withdrawTimeOff(dependencies)({ actor: host, id: timeOff.id }))).toEqual(timeOff);
    expect(await starts()).toEqual(OFFICE_STARTS);
    const again = await withdrawTimeOff(dependencies)({ actor: host, id: timeOff.id });
    expect(again).toEqual({ ok: false, error: { kind: 'time_off_not_found' } });
  });

  it('is the host’s own affair', async () => {
    const span = { startTime: NOW, endTime: NOW + DAY_MS };
    const { timeOff } = unwrap(await away(span)).answer;
    for (const actor of [other, ada]) {
      expect(await away(span, actor)).toEqual({ ok: false, error: { kind: 'forbidden', field: 'hostId' } });
      expect(await withdrawTimeOff(dependencies)({ actor, id: timeOff.id })).toEqual({
        ok: false,
        error: { kind: 'time_off_not_found' },
      });
      const listed = await listTimeOff(dependencies)({ actor, hostId: HOST_ID, page: { limit: 10 } });
      expect(listed).toEqual({ ok: false, error: { kind: 'forbidden', field: 'hostId' } });
    }
  });

  it.each([
    ['an end before the start', { startTime: NOW, endTime: NOW - 1000 }, 'endTime', 'end_not_after_start'],
    ['more than ten years', { startTime: NOW, endTime: NOW + 3661 * DAY_MS }, 'endTime', 'range_too_long'],
    ['a fraction of a second', { startTime: NOW + 1, endTime: NOW + 1000 }, 'startTime', 'invalid_instant'],
    [
      'a last date before the first',
      { startDate: '2025-04-02', endDate: '2025-04-01', timeZone: 'UTC' },
      'endDate',
      'end_before_start',
    ],
    [
      'a date that does not exist',
      { startDate: '2025-02-30', endDate: '2025-04-01', timeZone: 'UTC' },
      'startDate',
      'invalid_date',
    ],
    [
      'an unknown zone',
      { startDate: '2025-04-01', endDate: '2025-04-01', timeZone: 'Nowhere' },
      'timeZone',
      'unknown_time_zone',
    ],
  ])('with %s is refused', async (_, span, field, code) => {
    expect(await away(span)).toMatchObject({ ok: false, error: { errors: [{ field, code }] } });
  });
});

describe('views', () => {
  it('free windows are availability less bookings, cut at the range and at now', async () => {
    await state();
    await booked('2025-03-30T07:00:00Z');
    clock.set(instant('2025-03-28T08:15:00Z'));
    const view = (query: object = {}) => listFreeWindows(dependencies)({ ...RANGE, limit: 10, ...query });
    const windows = [
      ['2025-03-28T08:15:00Z', '2025-03-28T09:00:00Z'],
      ['2025-03-30T07:30:00Z', '2025-03-30T08:00:00Z'],
      ['2025-03-31T07:00:00Z', '2025-03-31T07:45:00Z'],
    ].map(([start = '', end = '']) => ({ start: instant(start), end: instant(end) }));
    const cut = unwrap(await view({ to: instant('2025-03-31T07:45:00Z') }));
    expect(cut).toEqual({ items: windows, hasMore: false });
    const first = unwrap(await view({ to: instant('2025-03-31T07:45:00Z'), limit: 2 }));
    expect(first).toEqual({ items: windows.slice(0, 2), hasMore: true });
    const second = unwrap(
      await view({ to: instant('2025-03-31T07:45:00Z'), limit: 2, after: windows[1]?.start }),
    );
    expect(second).toEqual({ items: windows.slice(2), hasMore: false });
  });

  it('days count the slots of each local date, of whatever zone is asked for', async () => {
    await state();
    const count = async (timeZone: string) =>
      unwrap(await countSlotsByDate(dependencies)({ ...RANGE, to: RANGE.from + 4 * DAY_MS, timeZone }));
    expect(await count('Europe/Berlin')).toEqual([
      { date: '2025-03-27', count: 0 },
      { date: '2025-03-28', count: 2 },
      { date: '2025-03-29', count: 0 },
      { date: '2025-03-30', count: 2 },
      { date: '2025-03-31', count: 0 },
    ]);
    expect((await count('Pacific/Kiritimati')).filter(({ count: found }) => found > 0)).toEqual([
      { date: '2025-03-28', count: 2 },
      { date: '2025-03-30', count: 2 },
    ]);
    expect(await countSlotsByDate(dependencies)({ ...RANGE, timeZone: 'Nowhere' })).toMatchObject({
      ok: false,
    });
  });

  it('a range of 366 days is answered, one of more is refused', async () => {
    await state();
    const year = { ...RANGE, to: RANGE.from + 366 * DAY_MS, limit: 1000 };
    expect(unwrap(await listSlots(dependencies)(year)).items.length).toBeGreaterThan(300);
    expect(await listSlots(dependencies)({ ...year, to: year.to + 1000 })).toMatchObject({ ok: false });
  });
});

describe('a preview', () => {
  const range = { actor: host, from: RANGE.from, to: RANGE.to };

  it('of a schedule tells the slots gained and lost and the bookings left outside, and writes nothing', async () => {
    const { id } = await state();
    const booking = await booked('2025-03-28T08:30:00Z');
    const statement = { ...OFFICE, weekly: [{ days: ['MO'] as const, start: '09:30', end: '10:30' }] };
    const events = await store.queries.events(HOST_ID, { afterVersion: 0, limit: 100 });
    const preview = unwrap(await previewSchedule(dependencies)({ ...range, id, statement }));
    const times = (list: { items: readonly { startTime: Instant }[] }): string[] =>
      list.items.map(({ startTime }) => formatInstant(startTime));
    expect(times(preview.slotsGained)).toEqual(['2025-03-31T08:00:00Z']);
    expect(times(preview.slotsLost)).toEqual([
      '2025-03-28T08:00:00Z',
      '2025-03-30T07:00:00Z',
      '2025-03-30T07:30:00Z',
      '2025-03-31T07:00:00Z',
    ]);
    expect(preview.bookingsOutside).toEqual({ count: 1, items: [booking] });
    expect(await store.queries.events(HOST_ID, { afterVersion: 0, limit: 100 })).toEqual(events);
    const changed = unwrap(await changeSchedule(dependencies)({ actor: host, id, statement }));
    expect(changed.bookingsOutside).toEqual(preview.bookingsOutside);
  });

  it('of a withdrawal loses all slots', async () => {
    const { id } = await state();
    const preview = unwrap(await previewSchedule(dependencies)({ ...range, id }));
    expect([preview.slotsGained.count, preview.slotsLost.count]).toEqual([0, 6]);
  });

  it('of another default shows that one’s slots', async () => {
    await state();
    const second = await state({ weekly: [{ days: ['TU'], start: '09:00', end: '09:30' }] });
    const preview = unwrap(
      await previewSchedule(dependencies)({ ...range, id: second.id, statement: second, isDefault: true }),
    );
    expect([preview.slotsGained.count, preview.slotsLost.count]).toEqual([1, 6]);
  });

  it('of one-off availability: stated, changed, withdrawn', async () => {
    const day = {
      startTime: instant('2025-04-01T09:00:00Z'),
      endTime: instant('2025-04-01T11:00:00Z'),
      slotDuration: 30,
    };
    const counts = async (change: object): Promise<number[]> => {
      const preview = unwrap(await previewAvailability(dependencies)({ ...range, hostId: HOST_ID, change }));
      return [preview.slotsGained.count, preview.slotsLost.count, preview.bookingsOutside.count];
    };
    expect(await counts({ statement: day })).toEqual([4, 0, 0]);
    const { id } = unwrap(
      await stateAvailability(dependencies)({ actor: host, hostId: HOST_ID, ...day }),
    ).answer;
    await booked('2025-04-01T09:00:00Z');
    expect(await counts({ id, statement: { startTime: instant('2025-04-01T10:00:00Z') } })).toEqual([
      0, 1, 1,
    ]);
    expect(await counts({ id })).toEqual([0, 3, 1]);
  });

  it('of what makes no sense is refused', async () => {
    const preview = (change: object, actor = host) =>
      previewAvailability(dependencies)({ ...range, actor, hostId: HOST_ID, change });
    expect(await preview({ statement: { slotDuration: 30 } })).toMatchObject({
      ok: false,
      error: { errors: [{ field: 'startTime' }, { field: 'endTime' }] },
    });
    expect(await preview({ id: '00000000-0000-4000-8000-00000000dead' })).toEqual({
      ok: false,
      error: { kind: 'availability_not_found' },
    });
    expect(await preview({}, other)).toEqual({ ok: false, error: { kind: 'forbidden', field: 'hostId' } });
  });
});
