import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../time/instant.js';
import { slotsOf, writeSlots, type SlotSeries } from './slot-series.js';

const series = (minutes: number, ...starts: readonly number[]): SlotSeries => ({
  durationMs: minutes * MINUTE_MS,
  starts: Float64Array.from(starts, (start) => start * MINUTE_MS),
});
const written = (...all: readonly SlotSeries[]): string[] =>
  writeSlots(all).map(({ startTime, endTime }) => `${startTime.slice(8, 16)}/${endTime.slice(8, 16)}`);

it('slots of one length are given as objects, in their order', () => {
  expect(slotsOf([series(30, 0, 15)])).toEqual([
    { startTime: 0, endTime: 30 * MINUTE_MS },
    { startTime: 15 * MINUTE_MS, endTime: 45 * MINUTE_MS },
  ]);
});

it('slots of several lengths come by start and then by end, no more than are wanted', () => {
  const all = [series(30, 0, 30), series(60, 0, 15, 30)];
  const minutes = slotsOf(all).map(({ startTime, endTime }) => [startTime / MINUTE_MS, endTime / MINUTE_MS]);
  expect(minutes).toEqual([
    [0, 30],
    [0, 60],
    [15, 75],
    [30, 60],
    [30, 90],
  ]);
  expect(slotsOf(all, 3)).toEqual(slotsOf(all).slice(0, 3));
  expect(slotsOf(all, 0)).toEqual([]);
  expect(slotsOf([series(30, 0, 30)], 1)).toEqual([{ startTime: 0, endTime: 30 * MINUTE_MS }]);
});

it('no series has no slots', () => {
  expect(slotsOf([])).toEqual([]);
  expect(writeSlots([])).toEqual([]);
});

it('slots are written as instants are', () => {
  expect(writeSlots([series(30, 0)])).toEqual([
    { startTime: '1970-01-01T00:00:00Z', endTime: '1970-01-01T00:30:00Z' },
  ]);
});

it('slots that follow each other, overlap, lie apart or run over midnight are each written with their own bounds', () => {
  expect(written(series(30, 0, 15, 30, 60, 100, 130, 131))).toEqual([
    '01T00:00/01T00:30',
    '01T00:15/01T00:45',
    '01T00:30/01T01:00',
    '01T01:00/01T01:30',
    '01T01:40/01T02:10',
    '01T02:10/01T02:40',
    '01T02:11/01T02:41',
  ]);
  const night = (23 * HOUR_MS) / MINUTE_MS;
  expect(written(series(90, night, night + 30, night + 90))).toEqual([
    '01T23:00/02T00:30',
    '01T23:30/02T01:00',
    '02T00:30/02T02:00',
  ]);
});

it('slots of several lengths are written in order', () => {
  expect(written(series(30, 0, 30), series(60, 0))).toEqual([
    '01T00:00/01T00:30',
    '01T00:00/01T01:00',
    '01T00:30/01T01:00',
  ]);
});
