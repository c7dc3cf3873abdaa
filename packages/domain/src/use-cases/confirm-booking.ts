import { bookedRange, statusAt, type Booking, type BookingEventType } from '../booking/booking.js';
import type { PolicyName } from '../booking/policies/policy.js';
import { isPolicyRefusal, type PolicyRefusal } from '../booking/refusal.js';
import { may } from '../identity/authorization.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { Changes, Decided, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import { decideOnBooking, revised, stepOf, type BookingCommand } from './decide-on-booking.js';
import type { TimeDependencies } from './dependencies.js';
import { illegal, withOffers } from './end-booking.js';
import { findAlternativesFor } from './find-alternatives.js';
import { idsForTries } from './pass-on-time.js';
import { checkOverrides } from './place-booking.js';
import type {
  BookingNotFound,
  BookingRefusal,
  EventTypeNotFound,
  Forbidden,
  HostNotFound,
  IllegalTransition,
} from './refusal.js';
import type { MustSee, Sight } from './see-enough.js';
import { takeTimeAgain } from './take-time-again.js';

export interface ApproveBooking extends BookingCommand {
  /** Of what comes too late: the policies that the host sets aside, by name. */
  readonly overrides?: readonly PolicyName[] | undefined;
}

export type ConfirmRefusal =
  | InvalidInput
  | BookingNotFound
  | EventTypeNotFound
  | HostNotFound
  | Forbidden
  | IllegalTransition
  | BookingRefusal
  | KeyReused;

/**
 * The booker makes a booking of what it holds: agreed, or pending where the event type asks for approval. In time it
 * always succeeds; too late, if the time can still be booked. Confirming what is confirmed succeeds and does nothing.
 */
export const confirmHold =
  (dependencies: TimeDependencies) =>
  (command: BookingCommand): Promise<Result<Decided<Booking>, ConfirmRefusal>> =>
    settle(dependencies, command, [], 'confirm', (booking, now) => {
      if (!may(command.actor, 'hold.confirm', booking)) return err({ kind: 'forbidden' });
      const status = statusAt(booking, now);
      if (status === 'confirmed' || status === 'pending') return ok('done');
      if (!isUnsettled(booking, 'held')) return illegal({ status }, 'confirm');
      return ok((agreed) => settledHold(agreed, now));
    });

/**
 * The host agrees to what is pending. In time it always succeeds; too late, if the time can still be booked. Approving
 * what is confirmed succeeds and does nothing.
 */
export const approveBooking =
  (dependencies: TimeDependencies) =>
  async (command: ApproveBooking): Promise<Result<Decided<Booking>, ConfirmRefusal>> => {
    const { overrides = [] } = command;
    const errors = checkOverrides(dependencies, overrides);
    if (errors.length > 0) return err(invalidInput(errors));
    return settle(dependencies, command, overrides, 'approve', (booking, now) => {
      if (!may(command.actor, 'booking.approve', booking)) return err({ kind: 'forbidden' });
      if (booking.status === 'confirmed') return ok('done');
      if (!isUnsettled(booking, 'pending')) return illegal({ status: statusAt(booking, now) }, 'approve');
      return ok(() => ({ type: 'booking.confirmed', change: { status: 'confirmed', deadline: undefined } }));
    });
  };

interface Settled {
  readonly type: BookingEventType;
  readonly change: Partial<Booking>;
}

/** What becomes of a hold that is confirmed, on the terms that it has. */
const settledHold = ({ eventType, endTime }: Booking, now: Instant): Settled => {
  const { approvalMinutes } = eventType ?? {};
  if (approvalMinutes === undefined)
    return { type: 'booking.confirmed', change: { status: 'confirmed', deadline: undefined } };
  const deadline = Math.min(now + approvalMinutes * MINUTE_MS, endTime);
  return { type: 'booking.requested', change: { status: 'pending', deadline } };
};

const isUnsettled = ({ status, expiredFrom }: Booking, from: 'held' | 'pending'): boolean =>
  status === from || (status === 'expired' && expiredFrom === from);

const settle = async (
  dependencies: TimeDependencies,
  command: BookingCommand,
  overrides: readonly PolicyName[],
  action: 'confirm' | 'approve',
  judge: (
    booking: Booking,
    now: Instant,
  ) => Result<'done' | ((agreed: Booking) => Settled), Forbidden | IllegalTransition>,
): Promise<Result<Decided<Booking>, ConfirmRefusal>> => {
  const { actor } = command;
  const idsOfTry = idsForTries(dependencies.ids);
  let late: Booking | undefined;
  const asHost = action === 'approve';
  const settleLate = (
    sight: Sight,
    booking: Booking,
    settledOn: (agreed: Booking) => Settled,
  ): Result<Changes<Booking>, PolicyRefusal | HostNotFound | EventTypeNotFound | MustSee> => {
    late = booking;
    const nextId = idsOfTry();
    const taken = takeTimeAgain(dependencies, sight, booking, {
      range: bookedRange(booking),
      change: { expiredFrom: undefined, status: 'confirmed', deadline: undefined },
      asHost,
      overrides,
      sessionId: nextId(),
    });
    if (!taken.ok) return taken;
    const { grant } = taken.value;
    const { type, change } = settledOn(taken.value.booking);
    const settled = { ...taken.value.booking, ...defined(change) };
    const step = stepOf(settled, type, { actor, overridden: grant.judgement.overridden });
    const changes = {
      ...step,
      bookings: [...grant.expired, settled],
      events: [...grant.events, ...step.events],
    };
    return withOffers(dependencies, sight, grant.expired, changes, nextId);
  };
  const outcome = await decideOnBooking<Exclude<ConfirmRefusal, KeyReused>>(
    dependencies,
    command,
    (booking, sight) => {
      const { now } = sight.locked;
      const judged = judge(booking, now);
      if (!judged.ok) return judged;
      if (judged.value === 'done') return ok({ answer: booking, events: [] });
      if (statusAt(booking, now) === 'expired') return settleLate(sight, booking, judged.value);
      const { type, change } = judged.value(booking);
      return ok(stepOf(revised(booking, now, change), type, { actor }));
    },
  );
  if (outcome.ok || !isPolicyRefusal(outcome.error) || late === undefined) return outcome;
  const alternatives = await findAlternativesFor(dependencies, late, bookedRange(late), asHost);
  return err({ ...outcome.error, alternatives });
};

const defined = (change: Partial<Booking>): Partial<Booking> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
