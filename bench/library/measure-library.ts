import { loadZoneTables, type ZoneTables } from '@slotkeeper/domain';
import { atLeast, atMost, figureOf, type Figure, type Goal } from '../figure.js';
import { interleave, median, ratioOf, timePerCall, type Pace } from '../measure.js';
import { floorSettingOf, sweepFloor, writeFloor } from './floor.js';
import { numberFromFreshProcess } from './fresh-process.js';
import { PEER_WORK, slotCalculator, timeSlotsFinder, type PeerWork } from './peers.js';
import { OVERRIDES, settingOf } from './setting.js';
import { slotsOfDomain, writtenSlotsOfDomain } from './slots-of-domain.js';

/** How much is measured. */
export interface LibraryPace extends Pace {
  readonly windowDays: readonly number[];
  readonly rounds: number;
  readonly peerRounds: number;
  readonly processRounds: number;
  readonly bookingsOutside: number;
}

const FULL: LibraryPace = {
  windowDays: [1, 7, 30, 90, 365],
  warmUpMs: 600,
  sampleMs: 30,
  rounds: 15,
  peerRounds: 5,
  processRounds: 7,
  bookingsOutside: 10_000_000,
};

const BOOKINGS = [0, 100, 1_000] as const;
const GOALS: Readonly<Record<string, Goal>> = {
  'slots/30d-100': atMost(1.5, 3),
  'slots/365d-1000': atMost(1.5, 3),
};
const US_PER_MS = 1_000;

/** The figures of slot derivation. @throws Error where those who are compared don't find the same slots. */
export const measureLibrary = async (pace: LibraryPace = FULL): Promise<readonly Figure[]> => {
  const zones = await loadZoneTables();
  const figures: Figure[] = [];
  for (const days of pace.windowDays) {
    for (const bookings of BOOKINGS) figures.push(...(await measureWindow(zones, days, bookings, pace)));
  }
  return [
    ...figures,
    await measureLinearity(zones, pace),
    await measurePeer('slot-calculator', slotCalculator, zones, pace),
    await measurePeer('time-slots-finder', timeSlotsFinder, zones, pace),
    await measureAllocation(pace),
    await measureBookingsOutside(pace),
    await measureImport(pace),
  ];
};

const measureWindow = async (
  zones: ZoneTables,
  days: number,
  bookings: number,
  pace: LibraryPace,
): Promise<readonly Figure[]> => {
  const setting = settingOf(zones, { days, bookings, stepMinutes: 15, overrides: OVERRIDES });
  const floorSetting = floorSettingOf(setting);
  const starts = new Float64Array(days * 96);
  assertSame(writtenSlotsOfDomain(setting), writeFloor(floorSetting, starts));
  const samples = await interleave(
    {
      written: timePerCall(() => writtenSlotsOfDomain(setting), pace),
      writtenFloor: timePerCall(() => writeFloor(floorSetting, starts), pace),
      numbers: timePerCall(() => slotsOfDomain(setting), pace),
      numbersFloor: timePerCall(() => sweepFloor(floorSetting, starts), pace),
    },
    pace.rounds,
  );
  const name = `slots/${days}d-${bookings}`;
  return [
    figureOf(
      {
        name,
        value: median(samples.written) * US_PER_MS,
        unit: 'µs',
        floor: median(samples.writtenFloor) * US_PER_MS,
        ratio: ratioOf(samples.written, samples.writtenFloor),
      },
      GOALS[name],
    ),
    figureOf(
      {
        name: `${name}/no-strings`,
        value: median(samples.numbers) * US_PER_MS,
        unit: 'µs',
        floor: median(samples.numbersFloor) * US_PER_MS,
        ratio: ratioOf(samples.numbers, samples.numbersFloor),
      },
      undefined,
    ),
  ];
};

/** How many times as long a day of a year takes as a day of a month, with as many bookings a day. */
const measureLinearity = async (zones: ZoneTables, pace: LibraryPace): Promise<Figure> => {
  const perDay = (days: number) => {
    const wanted = { days, bookings: 3 * days, stepMinutes: 15, overrides: OVERRIDES };
    const setting = settingOf(zones, wanted);
    return timePerCall(() => writtenSlotsOfDomain(setting), pace);
  };
  const samples = await interleave(
    { month: perDay(30), quarter: perDay(90), year: perDay(365) },
    pace.rounds,
  );
  const usPerDay = (all: readonly number[], days: number) => (median(all) * US_PER_MS) / days;
  return figureOf(
    {
      name: 'slots/linearity',
      value: usPerDay(samples.year, 365),
      unit: 'µs/day',
      floor: usPerDay(samples.month, 30),
      ratio: Math.max(
        ratioOf(samples.year, samples.month) / (365 / 30),
        ratioOf(samples.quarter, samples.month) / (90 / 30),
      ),
    },
    atMost(1.25),
  );
};

const measurePeer = async (
  name: string,
  peerOf: (setting: ReturnType<typeof settingOf>) => PeerWork,
  zones: ZoneTables,
  pace: LibraryPace,
): Promise<Figure> => {
  const setting = settingOf(zones, PEER_WORK);
  const { work, starts } = peerOf(setting);
  assertSame(
    starts(),
    slotsOfDomain(setting).flatMap((series) => [...series.starts]),
  );
  const samples = await interleave(
    { ours: timePerCall(() => writtenSlotsOfDomain(setting), pace), peer: timePerCall(work, pace) },
    pace.peerRounds,
  );
  return figureOf(
    {
      name: `slots/${PEER_WORK.days}d-${PEER_WORK.bookings}/${name}`,
      value: median(samples.ours) * US_PER_MS,
      unit: 'µs',
      peer: median(samples.peer) * US_PER_MS,
      ratio: ratioOf(samples.peer, samples.ours),
    },
    atLeast(100),
  );
};

const measureAllocation = async ({ processRounds }: LibraryPace): Promise<Figure> => {
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
  const samples = await interleave(
    { bytes: () => numberFromFreshProcess('print-bytes-per-slot.js', { flags }) },
    Math.min(3, processRounds),
  );
  return figureOf({ name: 'slots/allocated-per-slot', value: median(samples.bytes), unit: 'B' }, atMost(300));
};

const measureBookingsOutside = async (pace: LibraryPace): Promise<Figure> => {
  const { bookingsOutside, rounds, warmUpMs, sampleMs } = pace;
  const ratio = await numberFromFreshProcess('print-stored-ratio.js', {
    flags: ['--max-old-space-size=4096'],
    parameters: [bookingsOutside, rounds, warmUpMs, sampleMs].map(String),
  });
  const name = `slots/30d-100/${bookingsOutside}-bookings-outside`;
  return figureOf({ name, value: ratio, unit: 'times', ratio }, atMost(1.2));
};

const measureImport = async ({ processRounds }: LibraryPace): Promise<Figure> => {
  const importMs = (module: string) => () =>
    numberFromFreshProcess('print-import-ms.js', { parameters: [module] });
  const samples = await interleave(
    { domain: importMs('@slotkeeper/domain'), nothing: importMs('data:text/javascript,') },
    processRounds,
  );
  return figureOf(
    { name: 'import/domain', value: median(samples.domain), unit: 'ms', floor: median(samples.nothing) },
    atMost(60),
  );
};

const assertSame = (ours: unknown, theirs: unknown): void => {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error('they don’t find the same slots');
};
