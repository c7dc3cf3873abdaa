import { describe, expect, it } from 'vitest';
import { tableRows } from '../tools/docs/markdown-table.js';
import { atLeast, atMost, figureOf, figuresJson, figuresTable } from './figure.js';

const slots = { name: 'slots/30d-100', value: 30, unit: 'µs', floor: 20, ratio: 1.5 };

describe('a figure', () => {
  it.each([
    { ratio: 1.5, met: true },
    { ratio: 1.501, met: false },
    { ratio: Number.NaN, met: false },
  ])('whose ratio is $ratio of at most 1.5: met is $met', ({ ratio, met }) => {
    expect(figureOf({ ...slots, ratio }, atMost(1.5))).toMatchObject({ goal: '<= 1.5', met });
  });

  it.each([
    { ratio: 100, met: true },
    { ratio: 99.9, met: false },
    { ratio: Number.NaN, met: false },
  ])('whose ratio is $ratio of at least 100: met is $met', ({ ratio, met }) => {
    expect(figureOf({ ...slots, ratio }, atLeast(100))).toMatchObject({ goal: '>= 100', met });
  });

  it('without a ratio is judged by its value', () => {
    const bytes = { name: 'bytes', value: 301, unit: 'B', floor: 1 };
    expect(figureOf(bytes, atMost(300)).met).toBe(false);
    expect(figureOf({ ...bytes, value: 300 }, atMost(300)).met).toBe(true);
  });

  it('that misses its goal may still keep the looser bound', () => {
    const goal = atMost(1.5, 3);
    expect(figureOf({ ...slots, ratio: 1.4 }, goal)).toMatchObject({ met: true, resolves: true });
    expect(figureOf({ ...slots, ratio: 3 }, goal)).toMatchObject({ met: false, resolves: true });
    expect(figureOf({ ...slots, ratio: 3.1 }, goal)).toMatchObject({ met: false, resolves: false });
  });
});

describe('what is written of figures', () => {
  const figures = [
    figureOf({ ...slots, value: 30.126 }, atMost(1.5, 3)),
    figureOf({ ...slots, ratio: 2 }, atMost(1.5, 3)),
    figureOf({ name: 'peer', value: 1, unit: 'ms', peer: 12_345.6, ratio: 99 }, atLeast(100)),
    figureOf({ name: 'told', value: 1, unit: 'ms' }, undefined),
  ];

  it('is a table that shows what was missed', () => {
    expect(tableRows(`${figuresTable(figures)}\n\n`, ['figure', 'value'])).toEqual([
      ['slots/30d-100', '30.1', 'µs', '20', '', '1.5', '<= 1.5 (<= 3 to resolve)', 'yes'],
      ['slots/30d-100', '30', 'µs', '20', '', '2', '<= 1.5 (<= 3 to resolve)', 'NO, but resolved'],
      ['peer', '1', 'ms', '', '12346', '99', '>= 100', 'NO'],
      ['told', '1', 'ms', '', '', '', '', ''],
    ]);
  });

  it('is JSON with one object for each, of these members and no other', () => {
    expect(JSON.parse(figuresJson(figures))).toEqual([
      {
        name: 'slots/30d-100',
        value: 30.126,
        unit: 'µs',
        floor: 20,
        peer: null,
        ratio: 1.5,
        goal: '<= 1.5 (<= 3 to resolve)',
        met: true,
      },
      expect.objectContaining({ ratio: 2, met: false }),
      {
        name: 'peer',
        value: 1,
        unit: 'ms',
        floor: null,
        peer: 12_345.6,
        ratio: 99,
        goal: '>= 100',
        met: false,
      },
      { name: 'told', value: 1, unit: 'ms', floor: null, peer: null, ratio: null, goal: '', met: true },
    ]);
  });
});
