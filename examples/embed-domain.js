// Derives slots and judges bookings with the domain alone: no store, no server, no clock.
// Run: node examples/embed-domain.js

import {
  BusyTimeline,
  DEFAULT_EVALUATOR,
  formatInstant,
  loadZoneTables,
  parseInstant,
  PLAIN_TERMS,
  Sessions,
  windowsOf,
} from '@slotkeeper/domain';

const instant = (text) => {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new RangeError(`${text} ${parsed.error.message}`);
  return parsed.value;
};

const day = { from: instant('2025-01-01T00:00:00Z'), to: instant('2025-01-02T00:00:00Z') };
const intent = {
  availability: [
    {
      startTime: instant('2025-01-01T10:00:00Z'),
      endTime: instant('2025-01-01T13:00:00Z'),
      slotDuration: 30,
    },
  ],
  schedules: [],
  timeOff: [],
};

const situation = {
  now: instant('2025-01-01T08:00:00Z'),
  terms: PLAIN_TERMS,
  windows: windowsOf(intent, { start: day.from, end: day.to }, await loadZoneTables()),
  busy: new BusyTimeline([{ start: instant('2025-01-01T10:30:00Z'), end: instant('2025-01-01T11:30:00Z') }]),
  sessions: new Sessions([], { shared: false }),
  counts: {},
  attendees: 1,
  asHost: false,
};

const { judge, listBookable } = DEFAULT_EVALUATOR;

for (const slot of listBookable(situation, day)) {
  console.log(`free ${formatInstant(slot.startTime)} to ${formatInstant(slot.endTime)}`);
}

for (const [start, end] of [
  ['2025-01-01T11:30:00Z', '2025-01-01T12:30:00Z'],
  ['2025-01-01T11:00:00Z', '2025-01-01T12:00:00Z'],
  ['2025-01-01T12:15:00Z', '2025-01-01T12:45:00Z'],
  ['2025-01-01T12:30:00Z', '2025-01-01T13:30:00Z'],
]) {
  const judgement = judge({ start: instant(start), end: instant(end) }, situation);
  console.log(`${start} to ${end}: ${judgement.ok ? 'may be booked' : judgement.error.kind}`);
}
