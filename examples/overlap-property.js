// Holds a scheduler to the laws of time that is not booked twice, on a thousand calendars that fast-check makes up.
// Put your own in the place of the two below. Run: node examples/overlap-property.js

import {
  bookedRange,
  blocksTime,
  BusyTimeline,
  DAY_MS,
  DEFAULT_EVALUATOR,
  loadZoneTables,
  MINUTE_MS,
  PLAIN_TERMS,
  Sessions,
  windowsOf,
} from '@slotkeeper/domain';
import { breachesOf, timelineArbitraries } from '@slotkeeper/domain/testing';
import fc from 'fast-check';

const { listBookable } = DEFAULT_EVALUATOR;
const { hostTimes } = timelineArbitraries(fc);

const property = (slotsOf) =>
  fc.property(hostTimes, (time) => {
    const breaches = breachesOf({ ...time, slots: slotsOf(time) });
    if (breaches.length > 0) throw new Error(breaches[0]);
  });

const zones = await loadZoneTables();

const situationOf = ({ now, availability, bookings }) => ({
  now,
  windows: windowsOf({ availability, schedules: [], timeOff: [] }, { start: now, end: now + DAY_MS }, zones),
  busy: new BusyTimeline(bookings.filter(({ status }) => blocksTime(status)).map(bookedRange)),
  terms: PLAIN_TERMS,
  sessions: new Sessions([], { shared: false }),
  counts: {},
  attendees: 1,
  asHost: false,
});

const sound = (time) => listBookable(situationOf(time), { from: time.now, to: time.now + DAY_MS });

// It looks at where a slot starts, and forgets that a booking may begin before the slot ends.
const forgetful = (time) => {
  const { busy, ...situation } = situationOf(time);
  const free = { ...situation, busy: new BusyTimeline([]) };
  return listBookable(free, { from: time.now, to: time.now + DAY_MS }).filter(
    ({ startTime }) => !busy.isBusy(startTime, startTime + MINUTE_MS),
  );
};

const report = (name, slotsOf) => {
  const { failed, errorInstance } = fc.check(property(slotsOf), { seed: 1, numRuns: 1_000 });
  console.log(`${name}: ${failed ? `caught: ${errorInstance.message}` : 'no breach on 1000 calendars'}`);
};

report('a sound scheduler', sound);
report('a forgetful scheduler', forgetful);
