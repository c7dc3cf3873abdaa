import { expect, it } from 'vitest';
import { aBooking, DEFAULT_NOW } from '../testing/index.js';
import { revised, stepOf } from './decide-on-booking.js';
import { nextRevision } from './next-revision.js';

it('a change is made when the clock says', () => {
  expect(nextRevision({ revision: 3, updatedAt: DEFAULT_NOW }, DEFAULT_NOW + 1_000)).toEqual({
    revision: 4,
    updatedAt: DEFAULT_NOW + 1_000,
  });
});

it('a change by a clock that was set back is made no earlier than the one before', () => {
  expect(nextRevision({ revision: 3, updatedAt: DEFAULT_NOW }, DEFAULT_NOW - 3_600_000)).toEqual({
    revision: 4,
    updatedAt: DEFAULT_NOW,
  });
});

it('the history of a booking tells it as its booking does', () => {
  const changed = revised(aBooking(), DEFAULT_NOW - 3_600_000, { status: 'cancelled' });
  const [event] = stepOf(changed, 'booking.cancelled', { actor: { role: 'SYSTEM' } }).events;
  expect([event?.at, changed.updatedAt]).toEqual([DEFAULT_NOW, DEFAULT_NOW]);
});
