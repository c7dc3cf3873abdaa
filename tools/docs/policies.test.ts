import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  BOOKING_STATUSES,
  checkEventType,
  DEFAULT_HOLD_BOUNDS,
  isPolicyRefusal,
  LIMIT_SCOPES,
  POLICIES,
  TRANSITIONS,
  type EventTypeStatement,
} from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { tableRows } from './markdown-table.js';
import { rulesExamplesIn } from './rules-examples.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/policies.md', import.meta.url)), 'utf8');

const inCode = (cell: string): readonly string[] =>
  [...cell.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** All members, so that a new one that is not on the page does not compile. */
const MEMBERS = {
  name: true,
  timeZone: true,
  durationsMinutes: true,
  stepMinutes: true,
  bufferBeforeMinutes: true,
  bufferAfterMinutes: true,
  minimumNoticeMinutes: true,
  hostMinimumNoticeMinutes: true,
  horizon: true,
  limits: true,
  weekStartsOn: true,
  seats: true,
  maxConcurrent: true,
  bookerMustBeFree: true,
  allowsGuests: true,
  approvalMinutes: true,
  cancelCutoffMinutes: true,
  rescheduleCutoffMinutes: true,
  scheduleId: true,
} as const satisfies Record<keyof EventTypeStatement, true>;

describe('docs/policies.md', () => {
  const policies = tableRows(page, ['`name`', 'What it asks']);

  it('lists the policies in their order, and says which may be set aside', () => {
    const listed = policies.map(([name = '', , , , overridable]) => [...inCode(name), overridable]);
    const judged = new Map(
      POLICIES.map(({ name, overridable }) => [name, overridable ? 'yes' : 'no'] as const),
    );
    expect(listed).toEqual([...judged]);
  });

  it('names by each policy codes that refusals have, and has a worked example of one', () => {
    const answers = rulesExamplesIn('docs/policies.md', page).map(({ answer }) => answer);
    const isShown = (kind: string): boolean =>
      isPolicyRefusal({ kind }) && answers.some((answer) => answer.includes(`"${kind}"`));
    const unshown = policies.filter(([, , , refusal = '']) => !inCode(refusal).some(isShown));
    expect(unshown).toEqual([]);
  });

  it('names every member of an event type', () => {
    const named = new Set(inCode(page));
    expect(Object.keys(MEMBERS).filter((member) => !named.has(member))).toEqual([]);
  });

  it('writes the horizons as they are stated', () => {
    const horizons = inCode(page).filter((code) => code.startsWith('{"kind"'));
    expect(horizons).toHaveLength(3);
    for (const text of horizons) {
      const horizon = JSON.parse(text) as NonNullable<EventTypeStatement['horizon']>;
      const statement: EventTypeStatement = {
        name: 'Consultation',
        timeZone: 'UTC',
        durationsMinutes: [60],
        bufferBeforeMinutes: 0,
        bufferAfterMinutes: 0,
        minimumNoticeMinutes: 0,
        hostMinimumNoticeMinutes: 0,
        horizon,
        limits: [],
        weekStartsOn: 'MO',
        seats: 1,
        maxConcurrent: 1,
        bookerMustBeFree: false,
      };
      expect(checkEventType(statement, { has: () => true })).toEqual({ ok: true, value: statement });
    }
  });

  it('says whose bookings each limit counts', () => {
    const scopes = tableRows(page, ['`per`', 'What counts']).flatMap(([scope = '']) => inCode(scope));
    expect(scopes).toEqual(LIMIT_SCOPES);
  });

  it('tells the life of a booking as the domain has it', () => {
    const told = tableRows(page, ['From', 'To', 'By']).map(([from = '', to = '']) =>
      [...inCode(from), ...inCode(to)].join(' → '),
    );
    const legal = BOOKING_STATUSES.flatMap((from) => TRANSITIONS[from].map((to) => `${from} → ${to}`));
    expect([...told].sort()).toEqual([...legal].sort());
  });

  it('gives the bounds that holds have by default', () => {
    const { defaultMinutes, maxMinutes, maxLivePerBooker, offerMinutes } = DEFAULT_HOLD_BOUNDS;
    expect(page).toContain(`It lasts ${defaultMinutes} minutes unless the caller says otherwise`);
    expect(page).toContain(`${maxMinutes} at most from its making on`);
    expect(page).toContain(`a booker may have ${maxLivePerBooker} live ones`);
    expect(page).toContain(`(${offerMinutes} minutes unless configured otherwise)`);
  });
});

describe('a table of a page', () => {
  it('ends where the next line is no row', () => {
    expect(tableRows('| A | B |\n| - | - |\n| 1 | 2 |\n\n| 3 | 4 |\n', ['A', 'B'])).toEqual([['1', '2']]);
    expect(tableRows('| A |\n| - |\n| 1 |', ['A'])).toEqual([['1']]);
  });

  it('that is not there is an error', () => {
    expect(() => tableRows('| A |\n', ['B'])).toThrow('no table of B');
  });
});
