import { statusAt, type Booking, type BookingId } from '../booking/booking.js';
import type { PolicyName } from '../booking/policies/policy.js';
import { isPolicyRefusal } from '../booking/refusal.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, MINUTE_MS, type Instant } from '../time/instant.js';
import type { Interval } from '../time/interval.js';
import { BEYOND_TIME, checkWantedRange } from './check-wanted-range.js';
import { decideOnBooking, stepOf } from './decide-on-booking.js';
import type { TimeDependencies } from './dependencies.js';
import { illegal, pastCutoff, withOffers } from './end-booking.js';
import { findAlternativesFor } from './find-alternatives.js';
import { idsForTries, waitingNeeds } from './pass-on-time.js';
import { checkOverrides } from './place-booking.js';
import type {
  BookingNotFound,
  BookingRefusal,
  CutoffPassed,
  EventTypeNotFound,
  Forbidden,
  HostNotFound,
  IllegalTransition,
} from './refusal.js';
import { together } from './see-enough.js';
import { takeTimeAgain } from './take-time-again.js';

export interface RescheduleBooking {
  readonly actor: Actor;
  readonly id: BookingId;
  readonly startTime: Instant;
  /** Left out, the booking keeps its length. */
  readonly endTime?: Instant | undefined;
  /** The policies that a host sets aside on its own calendar, by name. */
  readonly overrides?: readonly PolicyName[] | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export type RescheduleRefusal =
  | InvalidInput
  | Forbidden
  | BookingNotFound
  | EventTypeNotFound
  | HostNotFound
  | IllegalTransition
  | CutoffPassed
  | BookingRefusal
  | KeyReused;

/**
 * Either party moves a booking: the same id, the next revision, the old range in its history. It is judged by today's
 * terms of what was booked, and does not stand in its own way. What a booker moves may need the host's approval again.
 * Moving it to where it is succeeds and does nothing.
 */
export const rescheduleBooking =
  (dependencies: TimeDependencies) =>
  async (command: RescheduleBooking): Promise<Result<Decided<Booking>, RescheduleRefusal>> => {
    const { actor, startTime, endTime, overrides = [] } = command;
    const errors = [
      ...(checkWantedRange(startTime, endTime)?.errors ?? []),
      ...checkOverrides(dependencies, overrides),
    ];
    if (errors.length > 0) return err(invalidInput(errors));
    const idsOfTry = idsForTries(dependencies.ids);
    let refused: { readonly booking: Booking; readonly wanted: Interval } | undefined;
    const outcome = await decideOnBooking<Exclude<RescheduleRefusal, KeyReused>>(
      dependencies,
      command,
      (booking, sight) => {
        const { now } = sight.locked;
        const asHost = may(actor, 'booking.manage', booking);
        if (overrides.length > 0 && !asHost) return err({ kind: 'forbidden', field: 'overrides' });
        const status = statusAt(booking, now);
        if (status !== 'confirmed' && status !== 'pending') return illegal({ status }, 'reschedule');
        const wanted = { start: startTime, end: endTime ?? startTime + lengthOf(booking) };
        if (wanted.end > MAX_INSTANT) return err(invalidInput([BEYOND_TIME]));
        if (booking.startTime === wanted.start && booking.endTime === wanted.end)
          return ok({ answer: booking, events: [] });
        const late = asHost ? undefined : pastCutoff(booking, now, 'reschedule');
        if (late !== undefined) return err(late);
        refused = { booking, wanted };
        const nextId = idsOfTry();
        const taken = takeTimeAgain(dependencies, sight, booking, {
          range: wanted,
          change: { checkedInAt: undefined },
          asHost,
          overrides,
          sessionId: nextId(),
        });
        if (!taken.ok) return taken;
        const { grant } = taken.value;
        const moved = asHost ? inTime(taken.value.booking) : askedAgain(taken.value.booking, now);
        const step = stepOf(moved, 'booking.rescheduled', {
          actor,
          overridden: grant.judgement.overridden,
        });
        const changes = {
          ...step,
          bookings: [...grant.expired, moved],
          events: [...grant.events, ...step.events],
        };
        return withOffers(dependencies, sight, [booking, ...grant.expired], changes, nextId);
      },
      (seen) => {
        const wanted = { start: startTime, end: endTime ?? startTime + lengthOf(seen) };
        const { id } = seen.eventType ?? {};
        const reading = { claims: wanted, intent: wanted, eventTypes: id === undefined ? undefined : [id] };
        return together({ calendars: [seen.hostId], reading }, waitingNeeds(seen));
      },
    );
    if (outcome.ok || !isPolicyRefusal(outcome.error) || refused === undefined) return outcome;
    const { booking, wanted } = refused;
    const asHost = may(actor, 'booking.manage', booking);
    const alternatives = await findAlternativesFor(dependencies, booking, wanted, asHost);
    return err({ ...outcome.error, alternatives });
  };

/** What a booker has moved waits for approval, where the terms ask for it; what waits already goes on waiting anew. */
const askedAgain = (moved: Booking, now: Instant): Booking => {
  const { approvalMinutes } = moved.eventType ?? {};
  if (approvalMinutes === undefined) return inTime(moved);
  const deadline = Math.min(now + approvalMinutes * MINUTE_MS, moved.endTime);
  return { ...moved, status: 'pending', deadline };
};

/** What is moved while it waits, and is not asked for again, goes on waiting, but not beyond its own end. */
const inTime = (moved: Booking): Booking =>
  moved.deadline === undefined ? moved : { ...moved, deadline: Math.min(moved.deadline, moved.endTime) };

const lengthOf = ({ startTime, endTime }: Booking): number => endTime - startTime;
