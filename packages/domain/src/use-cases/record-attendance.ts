import type { Booking, BookingEventType } from '../booking/booking.js';
import type { BookingStatus } from '../booking/booking-status.js';
import { mayBecome } from '../booking/booking-status.js';
import { may } from '../identity/authorization.js';
import type { Decided, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import { decideOnBooking, revised, stepOf, type BookingCommand } from './decide-on-booking.js';
import type { Dependencies } from './dependencies.js';
import { illegal } from './end-booking.js';
import type { BookingAction, BookingNotFound, Forbidden, IllegalTransition, TooEarly } from './refusal.js';

export type AttendanceRefusal = BookingNotFound | Forbidden | IllegalTransition | TooEarly | KeyReused;

/** Something that a host says of a booking's time. */
export type RecordAttendance = (
  dependencies: Pick<Dependencies, 'unitOfWork' | 'queries'>,
) => (command: BookingCommand) => Promise<Result<Decided<Booking>, AttendanceRefusal>>;

/** The host says that nobody came; from the start on. The time stays the booking's. */
export const markNoShow: RecordAttendance = (dependencies) => (command) =>
  record(dependencies, command, {
    action: 'no-show',
    type: 'booking.no-show',
    to: 'no-show',
    change: () => ({ checkedInAt: undefined }),
  });

/** The host takes a no-show back. */
export const undoNoShow: RecordAttendance = (dependencies) => (command) =>
  record(dependencies, command, {
    action: 'undo-no-show',
    type: 'booking.no-show-undone',
    from: 'no-show',
    to: 'confirmed',
  });

/** The host says that it has taken place; from the start on. */
export const completeBooking: RecordAttendance = (dependencies) => (command) =>
  record(dependencies, command, { action: 'complete', type: 'booking.completed', to: 'completed' });

/** The host says that the booker has come. The booking stays confirmed. */
export const checkIn: RecordAttendance = (dependencies) => (command) =>
  record(dependencies, command, {
    action: 'check-in',
    type: 'booking.checked-in',
    from: 'confirmed',
    to: 'confirmed',
    isDone: ({ checkedInAt }) => checkedInAt !== undefined,
    change: (now) => ({ checkedInAt: now }),
  });

interface Step {
  readonly action: BookingAction;
  readonly type: BookingEventType;
  /** The state that it must come from; left out, any that may become the other. */
  readonly from?: BookingStatus;
  readonly to: 'no-show' | 'confirmed' | 'completed';
  /** Whether there is nothing to do; left out, where the booking is in the state to come. */
  readonly isDone?: (booking: Booking) => boolean;
  readonly change?: (now: Instant) => Partial<Booking>;
}

const record = (
  dependencies: Pick<Dependencies, 'unitOfWork' | 'queries'>,
  command: BookingCommand,
  { action, type, from, to, isDone = ({ status }) => status === to, change }: Step,
): Promise<Result<Decided<Booking>, AttendanceRefusal>> =>
  decideOnBooking<Exclude<AttendanceRefusal, KeyReused>>(
    dependencies,
    command,
    (booking, { locked: { now } }) => {
      const { actor } = command;
      if (!may(actor, 'booking.record-attendance', booking)) return err({ kind: 'forbidden' });
      if (isDone(booking)) return ok({ answer: booking, events: [] });
      const isLegal = from === undefined ? mayBecome(booking.status, to) : booking.status === from;
      if (!isLegal) return illegal(booking, action);
      if (to !== 'confirmed' && now < booking.startTime)
        return err({ kind: 'too_early', attempted: action, earliest: booking.startTime });
      const recorded = revised(booking, now, { status: to, ...change?.(now) });
      return ok(stepOf(recorded, type, { actor }));
    },
  );
