import {
  MAX_ENDING_NOTE_LENGTH,
  MAX_REASON_LENGTH,
  statusAt,
  type Booking,
  type BookingEnding,
} from '../booking/booking.js';
import { mayBecome } from '../booking/booking-status.js';
import { may } from '../identity/authorization.js';
import { invalidInput, type FieldError, type InvalidInput } from '../invalid-input.js';
import type { Changes, Decided, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MINUTE_MS, type Instant } from '../time/instant.js';
import { decideOnBooking, revised, stepOf, type BookingCommand } from './decide-on-booking.js';
import type { Dependencies, TimeDependencies } from './dependencies.js';
import { idsForTries, passOnTime, waitingNeeds } from './pass-on-time.js';
import type {
  BookingAction,
  BookingNotFound,
  CutoffPassed,
  Forbidden,
  IllegalTransition,
} from './refusal.js';
import type { MustSee, Sight } from './see-enough.js';

export interface EndBooking extends BookingCommand {
  /** A code of the caller's choice, such as `illness`. */
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
}

export type EndRefusal =
  InvalidInput | BookingNotFound | Forbidden | IllegalTransition | CutoffPassed | KeyReused;

/**
 * Either party gives a booking up; its time is free at once, and who waits for it is offered it. The booker may do so up
 * to the cut-off that was agreed, the host at any time. Cancelling what is cancelled succeeds and does nothing.
 */
export const cancelBooking =
  (dependencies: TimeDependencies) =>
  (command: EndBooking): Promise<Result<Decided<Booking>, EndRefusal>> =>
    endBooking(dependencies, command, 'cancel', (booking, now) => {
      const status = statusAt(booking, now);
      if (status === 'cancelled') return ok('done');
      if (!mayBecome(status, 'cancelled')) return illegal({ status }, 'cancel');
      const late = isHost(command, booking) ? undefined : pastCutoff(booking, now, 'cancel');
      return late === undefined ? ok('cancelled') : err(late);
    });

/** The booker lets go of what it holds. Releasing what is released succeeds and does nothing. */
export const releaseHold =
  (dependencies: TimeDependencies) =>
  (command: EndBooking): Promise<Result<Decided<Booking>, EndRefusal>> =>
    endBooking(dependencies, command, 'release', (booking, now) => {
      if (isHost(command, booking)) return err({ kind: 'forbidden' });
      const status = statusAt(booking, now);
      if (status === 'cancelled') return ok('done');
      return status === 'held' ? ok('cancelled') : illegal({ status }, 'release');
    });

/** The host refuses what is pending. Declining what is declined succeeds and does nothing. */
export const declineBooking =
  (dependencies: TimeDependencies) =>
  (command: EndBooking): Promise<Result<Decided<Booking>, EndRefusal>> =>
    endBooking(dependencies, command, 'decline', (booking, now) => {
      if (!isHost(command, booking)) return err({ kind: 'forbidden' });
      const status = statusAt(booking, now);
      if (status === 'declined') return ok('done');
      return mayBecome(status, 'declined') ? ok('declined') : illegal({ status }, 'decline');
    });

const endBooking = async (
  dependencies: TimeDependencies,
  command: EndBooking,
  action: BookingAction,
  judge: (
    booking: Booking,
    now: Instant,
  ) => Result<'done' | 'cancelled' | 'declined', Forbidden | IllegalTransition | CutoffPassed>,
): Promise<Result<Decided<Booking>, EndRefusal>> => {
  const invalid = checkEnding(command);
  if (invalid !== undefined) return err(invalid);
  const idsOfTry = idsForTries(dependencies.ids);
  return decideOnBooking<Exclude<EndRefusal, KeyReused>>(
    dependencies,
    command,
    (booking, sight) => {
      const { now } = sight.locked;
      const judged = judge(booking, now);
      if (!judged.ok) return judged;
      if (judged.value === 'done') return ok({ answer: booking, events: [] });
      const ended = revised(booking, now, {
        status: judged.value,
        deadline: undefined,
        ending: endingOf(command, booking),
      });
      const type = action === 'decline' ? ('booking.declined' as const) : ('booking.cancelled' as const);
      const step = stepOf(ended, type, { actor: command.actor });
      return withOffers(dependencies, sight, [booking], step, idsOfTry());
    },
    waitingNeeds,
  );
};

/** What is written, and the time that it frees offered to those who wait; `freed` are the bookings as they were. */
export const withOffers = (
  dependencies: Pick<Dependencies, 'zones' | 'evaluator' | 'holdBounds'>,
  sight: Sight,
  freed: readonly Booking[],
  changes: Changes<Booking>,
  nextId: () => string,
): Result<Changes<Booking>, MustSee> => {
  const written = changes.bookings ?? [];
  const offers = passOnTime(dependencies, sight, { freed, written }, nextId);
  if (!offers.ok) return offers;
  const { bookings, waitlist, events } = offers.value;
  if (events.length === 0) return ok(changes);
  return ok({
    ...changes,
    bookings: [...written, ...bookings],
    waitlist,
    events: [...changes.events, ...events],
  });
};

/** The refusal of a booker's change that comes too late; the host is not bound. */
export const pastCutoff = (
  { eventType, startTime }: Booking,
  now: Instant,
  attempted: 'cancel' | 'reschedule',
): CutoffPassed | undefined => {
  const minutes =
    attempted === 'cancel' ? eventType?.cancelCutoffMinutes : eventType?.rescheduleCutoffMinutes;
  if (minutes === undefined) return undefined;
  const cutoff = startTime - minutes * MINUTE_MS;
  return now > cutoff ? { kind: 'cutoff_passed', attempted, cutoff } : undefined;
};

export const illegal = (
  { status }: Pick<Booking, 'status'>,
  attempted: BookingAction,
): Result<never, IllegalTransition> => err({ kind: 'illegal_transition', from: status, attempted });

const isHost = ({ actor }: BookingCommand, booking: Booking): boolean =>
  may(actor, 'booking.manage', booking);

const endingOf = (command: EndBooking, booking: Booking): BookingEnding => ({
  by: isHost(command, booking) ? 'HOST' : 'BOOKER',
  ...(command.reason === undefined ? {} : { reason: command.reason }),
  ...(command.note === undefined ? {} : { note: command.note }),
});

// Stores keep text as UTF-8 without NUL.
const TEXT = /^[^\0\p{Cs}]*$/u;
const CODE = /^[^\p{Cc}\p{Cs}]*$/u;

const checkEnding = ({ reason, note }: EndBooking): InvalidInput | undefined => {
  const errors: FieldError[] = [];
  if (reason !== undefined && (reason === '' || reason.length > MAX_REASON_LENGTH || !CODE.test(reason))) {
    const message = `must be 1 to ${MAX_REASON_LENGTH} characters, without control characters`;
    errors.push({ field: 'reason', code: 'invalid_reason', message });
  }
  if (note !== undefined && (note.length > MAX_ENDING_NOTE_LENGTH || !TEXT.test(note))) {
    const message = `must be at most ${MAX_ENDING_NOTE_LENGTH} characters, without NUL`;
    errors.push({ field: 'note', code: 'invalid_note', message });
  }
  return errors.length === 0 ? undefined : invalidInput(errors);
};
