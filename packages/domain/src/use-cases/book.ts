import { MAX_SLOT_DURATION_MINUTES } from '../availability/availability.js';
import type { Booking } from '../booking/booking.js';
import { situationOf } from '../booking/calendar-state.js';
import { judge } from '../booking/evaluator.js';
import { hasStartAt } from '../booking/policies/on-grid.js';
import type { Situation } from '../booking/situation.js';
import { mayBook } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { IntervalSet } from '../time/interval-set.js';
import { checkWantedRange } from './check-wanted-range.js';
import type { Dependencies } from './dependencies.js';
import { findAlternatives } from './find-alternatives.js';
import type { BookingRefusal, DurationAmbiguous, Forbidden, HostNotFound } from './refusal.js';

export interface Book {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly startTime: Instant;
  /** Left out, the booking is the one slot that starts at `startTime`. */
  readonly endTime?: Instant | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export type BookRefusal =
  InvalidInput | Forbidden | HostNotFound | DurationAmbiguous | BookingRefusal | KeyReused;

/** A user books one slot of a host, or several that follow each other. */
export const book =
  ({
    unitOfWork,
    queries,
    clock,
    ids,
    zones,
  }: Pick<Dependencies, 'unitOfWork' | 'queries' | 'clock' | 'ids' | 'zones'>) =>
  async (command: Book): Promise<Result<Decided<Booking>, BookRefusal>> => {
    const { actor, hostId, startTime, endTime, idempotency } = command;
    if (!mayBook(actor)) return err({ kind: 'forbidden' });
    const invalid = checkWantedRange(startTime, endTime);
    if (invalid !== undefined) return err(invalid);
    const id = ids.next();
    // Without an end, the longest slot there may be is what the judgement can rest on.
    const stretch = { start: startTime, end: endTime ?? startTime + MAX_SLOT_DURATION_MINUTES * MINUTE_MS };
    let wanted: Interval = stretch;
    const outcome = await unitOfWork.decide<Booking, HostNotFound | DurationAmbiguous | BookingRefusal>(
      { calendars: [hostId], reading: { claims: stretch, intent: stretch }, idempotency },
      ({ calendars, now }) => {
        const state = calendars.get(hostId);
        if (state === undefined) return err({ kind: 'host_not_found', hostId });
        const situation = situationOf(state, { now, stretch, zones });
        const range =
          endTime === undefined
            ? slotStartingAt(startTime, situation)
            : ok({ start: startTime, end: endTime });
        if (!range.ok) return range;
        wanted = range.value;
        const judgement = judge(range.value, situation);
        if (!judgement.ok) return judgement;
        const booking: Booking = {
          id,
          hostId,
          bookerId: actor.userId,
          startTime: range.value.start,
          endTime: range.value.end,
          status: 'confirmed',
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        return ok({
          answer: booking,
          bookings: [booking],
          events: [{ type: 'booking.confirmed', calendarId: hostId, at: now, actor, booking }],
        });
      },
    );
    if (outcome.ok || outcome.error.kind !== 'time_taken') return outcome;
    return err({
      ...outcome.error,
      alternatives: await findAlternatives({ queries, clock, zones }, hostId, wanted),
    });
  };

/**
 * The range of the slot that starts then. Where no slot does, a range as short as a slot there could be, for the
 * evaluator to say what is wrong with it.
 */
const slotStartingAt = (start: Instant, { windows }: Situation): Result<Interval, DurationAmbiguous> => {
  const around = windows.filter((group) => IntervalSet.at(group.windows, start) !== undefined);
  const starting = around.filter((group) => hasStartAt(group, start));
  if (starting.length > 1) {
    return err({
      kind: 'duration_ambiguous',
      slotDurations: starting.map(({ durationMs }) => durationMs / MINUTE_MS),
    });
  }
  const group = starting[0] ?? around[0];
  return ok({ start, end: start + (group?.durationMs ?? MINUTE_MS) });
};
