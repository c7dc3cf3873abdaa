import {
  MINUTE_MS,
  type Availability,
  type BookedEventType,
  type Booking,
  type EventType,
  type Instant,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import { blockedMinutes, judgeByMinutes, standsAt, type PlainWish } from './judge-by-minutes.js';
import { minuteOf } from './open-minutes.js';

type Changeable<T> = { -readonly [Member in keyof T]: T[Member] };
type PlainBooking = Changeable<Booking>;
type PlainEntry = Changeable<WaitlistEntry>;

/** Who acts: one of the hosts or of the users. */
export interface PlainActor {
  readonly userId: string;
  readonly role: 'HOST' | 'USER';
}

export interface PlainTarget {
  readonly hostId: string;
  /** The id of the event type that is asked for; undefined: the availability itself. */
  readonly eventTypeId: string | undefined;
}

export interface PlainWanted extends PlainTarget {
  readonly start: Instant;
  readonly end: Instant;
  readonly attendees: number;
}

/** What holds are allowed, as the rules have it by default, with fewer holds. */
export const MODEL_HOLD_BOUNDS = {
  defaultMinutes: 10,
  maxMinutes: 60,
  maxLivePerBooker: 2,
  offerMinutes: 45,
} as const;

const POLICY_OF: Readonly<Record<string, string>> = {
  start_in_past: 'not-in-past',
  notice_too_short: 'notice',
  beyond_horizon: 'horizon',
  before_first_date: 'horizon',
  outside_availability: 'availability',
  duration_not_offered: 'duration',
  off_grid: 'grid',
  booker_busy: 'booker-free',
};

const policyOf = (kind: string): string =>
  kind.includes('_limit_') || kind.includes('_minutes_') ? 'limits' : (POLICY_OF[kind] ?? 'none');

/**
 * All that the use cases do, done in plain lists by one who is never interrupted. Each verb answers `ok` or the kind of
 * the refusal. New bookings and entries have ids of the model's until they are renamed.
 */
export class PlainModel {
  now: Instant;
  readonly bookings: PlainBooking[] = [];
  readonly entries: PlainEntry[] = [];
  readonly eventTypes = new Map<string, EventType>();
  readonly #availability: readonly Availability[];
  #made = 0;

  constructor(now: Instant, availability: readonly Availability[]) {
    this.now = now;
    this.#availability = availability;
  }

  place(
    status: 'book' | 'hold',
    actor: PlainActor,
    wanted: PlainWanted,
    {
      bookerId = actor.userId,
      overrides = [],
      minutes = MODEL_HOLD_BOUNDS.defaultMinutes,
    }: {
      readonly bookerId?: string;
      readonly overrides?: readonly string[];
      readonly minutes?: number;
    } = {},
  ): string {
    const asHost = actor.role === 'HOST';
    if (status === 'hold' && asHost) return 'forbidden';
    if (!asHost && overrides.length > 0) return 'forbidden';
    if (this.#isGone(wanted)) return 'event_type_not_found';
    if (asHost && actor.userId !== wanted.hostId) return 'forbidden';
    if (status === 'hold' && this.#liveHoldsOf(actor.userId) >= MODEL_HOLD_BOUNDS.maxLivePerBooker)
      return 'too_many_holds';
    const refused = this.#refusal(wanted, { bookerId, asHost }, overrides);
    if (refused !== undefined) return refused;
    const eventType = this.#eventTypeOf(wanted);
    const booking = this.#take(wanted, bookerId, 'confirmed');
    if (status === 'hold') {
      booking.status = 'held';
      booking.deadline = Math.min(this.now + minutes * MINUTE_MS, wanted.end);
    } else if (eventType?.approvalMinutes !== undefined && !asHost) {
      booking.status = 'pending';
      booking.deadline = this.#approvalDeadline(eventType.approvalMinutes, wanted.end);
    }
    const cleared = this.#clearWayOf(booking);
    this.bookings.push(booking);
    this.#passOn(cleared);
    return 'ok';
  }

  confirm(actor: PlainActor, booking: PlainBooking): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'HOST') return 'forbidden';
    if (['confirmed', 'pending'].includes(booking.status) && standsAt(booking, this.now)) return 'ok';
    return this.#settle(booking, 'held', []);
  }

  approve(actor: PlainActor, booking: PlainBooking, overrides: readonly string[]): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'USER') return 'forbidden';
    if (booking.status === 'confirmed') return 'ok';
    return this.#settle(booking, 'pending', overrides);
  }

  extend(actor: PlainActor, booking: PlainBooking, minutes: number): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'HOST') return 'forbidden';
    if (booking.status === 'expired' && booking.expiredFrom === 'held') return 'hold_expired';
    const { deadline } = booking;
    if (booking.status !== 'held' || deadline === undefined) return 'illegal_transition';
    if (deadline <= this.now) return 'hold_expired';
    // An offer may be shorter than a hold may be.
    const latest = Math.min(booking.createdAt + MODEL_HOLD_BOUNDS.maxMinutes * MINUTE_MS, booking.endTime);
    const wanted = this.now + minutes * MINUTE_MS;
    if (wanted <= deadline) return 'ok';
    if (latest <= deadline) return 'hold_at_limit';
    booking.deadline = Math.min(wanted, latest);
    this.#touch(booking);
    return 'ok';
  }

  release(actor: PlainActor, booking: PlainBooking): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'HOST') return 'forbidden';
    if (booking.status === 'cancelled') return 'ok';
    if (booking.status !== 'held' || !standsAt(booking, this.now)) return 'illegal_transition';
    return this.#end(actor, booking, 'cancelled');
  }

  cancel(actor: PlainActor, booking: PlainBooking): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (booking.status === 'cancelled') return 'ok';
    if (!['held', 'pending', 'confirmed'].includes(booking.status)) return 'illegal_transition';
    if (!standsAt(booking, this.now)) return 'illegal_transition';
    if (this.#isTooLate(actor, booking, booking.eventType?.cancelCutoffMinutes)) return 'cutoff_passed';
    return this.#end(actor, booking, 'cancelled');
  }

  decline(actor: PlainActor, booking: PlainBooking): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'USER') return 'forbidden';
    if (booking.status === 'declined') return 'ok';
    if (booking.status !== 'pending' || !standsAt(booking, this.now)) return 'illegal_transition';
    return this.#end(actor, booking, 'declined');
  }

  reschedule(actor: PlainActor, booking: PlainBooking, start: Instant, overrides: readonly string[]): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    const asHost = actor.role === 'HOST';
    if (!asHost && overrides.length > 0) return 'forbidden';
    if (booking.status !== 'confirmed' && booking.status !== 'pending') return 'illegal_transition';
    if (!standsAt(booking, this.now)) return 'illegal_transition';
    if (booking.startTime === start) return 'ok';
    if (this.#isTooLate(actor, booking, booking.eventType?.rescheduleCutoffMinutes)) return 'cutoff_passed';
    const wanted = { ...wantedOf(booking), start, end: start + booking.endTime - booking.startTime };
    if (this.#isGone(wanted)) return 'event_type_not_found';
    const refused = this.#refusal(
      wanted,
      { bookerId: booking.bookerId, asHost, except: booking.id },
      overrides,
    );
    if (refused !== undefined) return refused;
    const before = { ...booking };
    this.#retake(booking, wanted);
    delete booking.checkedInAt;
    const { approvalMinutes } = booking.eventType ?? {};
    if (!asHost && approvalMinutes !== undefined) {
      booking.status = 'pending';
      booking.deadline = this.#approvalDeadline(approvalMinutes, booking.endTime);
    } else if (booking.deadline !== undefined) {
      booking.deadline = Math.min(booking.deadline, booking.endTime);
    }
    const cleared = this.#clearWayOf(booking);
    this.#passOn([before, ...cleared]);
    return 'ok';
  }

  attend(
    actor: PlainActor,
    booking: PlainBooking,
    what: 'no-show' | 'undo-no-show' | 'complete' | 'check-in',
  ): string {
    if (!this.#knows(actor, booking)) return 'booking_not_found';
    if (actor.role === 'USER') return 'forbidden';
    const { status } = booking;
    const isEarly = this.now < booking.startTime;
    if (what === 'check-in') {
      if (booking.checkedInAt !== undefined) return 'ok';
      if (status !== 'confirmed') return 'illegal_transition';
      booking.checkedInAt = this.now;
    } else if (what === 'undo-no-show') {
      if (status === 'confirmed') return 'ok';
      if (status !== 'no-show') return 'illegal_transition';
      booking.status = 'confirmed';
    } else {
      const to = what === 'complete' ? 'completed' : 'no-show';
      if (status === to) return 'ok';
      if (!['confirmed', 'no-show', 'completed'].includes(status)) return 'illegal_transition';
      if (isEarly) return 'too_early';
      booking.status = to;
      if (to === 'no-show') delete booking.checkedInAt;
    }
    this.#touch(booking);
    return 'ok';
  }

  join(actor: PlainActor, wanted: PlainWanted): string {
    if (actor.role === 'HOST') return 'forbidden';
    if (this.#isGone(wanted)) return 'event_type_not_found';
    const reasons = this.#reasons(wanted, { bookerId: actor.userId, asHost: false });
    if (reasons.length === 0) return 'slot_available';
    const isTooLarge = wanted.attendees > (this.#eventTypeOf(wanted)?.seats ?? 1);
    const lasting = reasons.find((kind) => isTooLarge || !['time_taken', 'seats_taken'].includes(kind));
    if (lasting !== undefined) return lasting;
    const isThere = this.entries.some(
      (entry) =>
        entry.status === 'waiting' &&
        entry.hostId === wanted.hostId &&
        entry.bookerId === actor.userId &&
        entry.eventTypeId === wanted.eventTypeId &&
        entry.startTime === wanted.start &&
        entry.endTime === wanted.end,
    );
    if (isThere) return 'ok';
    const own = this.entries.filter(
      (entry) =>
        entry.status === 'waiting' &&
        entry.hostId === wanted.hostId &&
        entry.bookerId === actor.userId &&
        entry.startTime >= this.now,
    );
    if (own.length >= 20) return 'waitlist_full';
    this.entries.push({
      id: this.#newId(),
      hostId: wanted.hostId,
      ...(wanted.eventTypeId === undefined ? {} : { eventTypeId: wanted.eventTypeId }),
      bookerId: actor.userId,
      startTime: wanted.start,
      endTime: wanted.end,
      attendees: wanted.attendees,
      status: 'waiting',
      revision: 1,
      createdAt: this.now,
      updatedAt: this.now,
    });
    return 'ok';
  }

  leave(actor: PlainActor, entry: PlainEntry): string {
    if (!this.#knows(actor, entry)) return 'waitlist_entry_not_found';
    if (entry.status === 'left') return 'ok';
    if (entry.status === 'offered') return 'waitlist_offered';
    entry.status = 'left';
    this.#touch(entry);
    return 'ok';
  }

  /** Expires what is overdue the longest, and tells how many. */
  sweepOne(): number {
    const [overdue] = this.bookings
      .filter(({ status, deadline }) => isUnsettled(status) && deadline !== undefined && deadline <= this.now)
      .toSorted((a, b) => (a.deadline ?? 0) - (b.deadline ?? 0) || (a.id < b.id ? -1 : 1));
    if (overdue === undefined) return 0;
    const before = { ...overdue };
    this.#expire(overdue);
    this.#passOn([before]);
    return 1;
  }

  /** Gives what the model has made the id that it has in a store. */
  rename(from: string, to: string): void {
    for (const booking of this.bookings) {
      if (booking.id === from) booking.id = to;
      if (booking.waitlistEntryId === from) booking.waitlistEntryId = to;
      const { session } = booking;
      if (session?.id === from)
        booking.session = { id: to, shareKey: session.shareKey === from ? to : session.shareKey };
    }
    for (const entry of this.entries) {
      if (entry.id === from) entry.id = to;
      if (entry.offerId === from) entry.offerId = to;
    }
  }

  #newId(): string {
    this.#made += 1;
    return `${NEW}${this.#made}`;
  }

  #eventTypeOf({ eventTypeId }: PlainTarget): EventType | undefined {
    return eventTypeId === undefined ? undefined : this.eventTypes.get(eventTypeId);
  }

  #isGone(target: PlainTarget): boolean {
    return target.eventTypeId !== undefined && this.#eventTypeOf(target) === undefined;
  }

  #knows({ userId, role }: PlainActor, { hostId, bookerId }: { hostId: string; bookerId: string }): boolean {
    return userId === (role === 'HOST' ? hostId : bookerId);
  }

  #touch(changed: { revision: number; updatedAt: Instant }): void {
    changed.revision += 1;
    changed.updatedAt = this.now;
  }

  #liveHoldsOf(bookerId: string): number {
    return this.bookings.filter(
      (booking) =>
        booking.bookerId === bookerId &&
        booking.status === 'held' &&
        booking.waitlistEntryId === undefined &&
        standsAt(booking, this.now),
    ).length;
  }

  #approvalDeadline(minutes: number, end: Instant): Instant {
    return Math.min(this.now + minutes * MINUTE_MS, end);
  }

  #reasons(wanted: PlainWanted, wish: Pick<PlainWish, 'bookerId' | 'asHost' | 'except'>): readonly string[] {
    const [from, to] = [minuteOf(wanted.start), minuteOf(wanted.end)];
    const time = {
      now: this.now,
      hostId: wanted.hostId,
      schedules: [],
      availability: this.#availability.filter(({ hostId }) => hostId === wanted.hostId),
      timeOff: [],
      bookings: this.bookings,
    };
    const eventType = this.#eventTypeOf(wanted);
    const judge = judgeByMinutes(time, { ...wish, eventType, attendees: wanted.attendees }, { from, to });
    return judge.reasons(from, to).map(({ kind }) => kind);
  }

  #refusal(
    wanted: PlainWanted,
    wish: Pick<PlainWish, 'bookerId' | 'asHost' | 'except'>,
    overrides: readonly string[],
  ): string | undefined {
    return this.#reasons(wanted, wish).find((kind) => !overrides.includes(policyOf(kind)));
  }

  /** A booking of today's terms, or of the session that is there already. */
  #take(
    wanted: PlainWanted,
    bookerId: string,
    status: Booking['status'],
    id = this.#newId(),
    sessionId = id,
  ): PlainBooking {
    const eventType = this.#eventTypeOf(wanted);
    const booking: PlainBooking = {
      id,
      hostId: wanted.hostId,
      bookerId,
      startTime: wanted.start,
      endTime: wanted.end,
      status,
      attendees: wanted.attendees,
      revision: 1,
      createdAt: this.now,
      updatedAt: this.now,
    };
    if (eventType === undefined) return booking;
    const mates =
      eventType.seats > 1
        ? this.bookings.filter(
            (other) =>
              other.id !== id &&
              standsAt(other, this.now) &&
              other.session !== undefined &&
              other.eventType?.id === eventType.id &&
              other.startTime === wanted.start &&
              other.endTime === wanted.end,
          )
        : [];
    // Whose booking stands first in time, blocked minutes and all, has begun the session.
    const [mate] = mates.toSorted(
      (a, b) => blockedMinutes(a).from - blockedMinutes(b).from || (a.id < b.id ? -1 : 1),
    );
    const agreed: Changeable<BookedEventType> = {
      id: eventType.id,
      revision: eventType.revision,
      bufferBeforeMinutes: mate
        ? Math.max(...mates.map((each) => each.eventType?.bufferBeforeMinutes ?? 0))
        : eventType.bufferBeforeMinutes,
      bufferAfterMinutes: mate
        ? Math.max(...mates.map((each) => each.eventType?.bufferAfterMinutes ?? 0))
        : eventType.bufferAfterMinutes,
    };
    const { cancelCutoffMinutes, rescheduleCutoffMinutes, approvalMinutes } = eventType;
    if (cancelCutoffMinutes !== undefined) agreed.cancelCutoffMinutes = cancelCutoffMinutes;
    if (rescheduleCutoffMinutes !== undefined) agreed.rescheduleCutoffMinutes = rescheduleCutoffMinutes;
    if (approvalMinutes !== undefined) agreed.approvalMinutes = approvalMinutes;
    booking.eventType = agreed;
    if (eventType.seats > 1 || eventType.maxConcurrent > 1)
      booking.session = mate?.session ?? {
        id: sessionId,
        shareKey: eventType.maxConcurrent > 1 ? eventType.id : sessionId,
      };
    return booking;
  }

  /** The booking takes a time anew, by today's terms. */
  #retake(booking: PlainBooking, wanted: PlainWanted): void {
    const { startTime, endTime, eventType, session } = this.#take(
      wanted,
      booking.bookerId,
      booking.status,
      booking.id,
      this.#newId(),
    );
    delete booking.eventType;
    delete booking.session;
    Object.assign(booking, {
      startTime,
      endTime,
      ...(eventType === undefined ? {} : { eventType }),
      ...(session === undefined ? {} : { session }),
    });
    this.#touch(booking);
  }

  #settle(booking: PlainBooking, from: 'held' | 'pending', overrides: readonly string[]): string {
    const isExpired = booking.status === 'expired' && booking.expiredFrom === from;
    if (booking.status !== from && !isExpired) return 'illegal_transition';
    const isLate = isExpired || (booking.deadline !== undefined && booking.deadline <= this.now);
    if (!isLate) {
      this.#touch(booking);
      this.#agree(booking, from);
      return 'ok';
    }
    const wanted = wantedOf(booking);
    if (this.#isGone(wanted)) return 'event_type_not_found';
    const wish = { bookerId: booking.bookerId, asHost: from === 'pending', except: booking.id };
    const refused = this.#refusal(wanted, wish, overrides);
    if (refused !== undefined) return refused;
    this.#retake(booking, wanted);
    delete booking.expiredFrom;
    this.#agree(booking, from);
    this.#passOn(this.#clearWayOf(booking));
    return 'ok';
  }

  #agree(booking: PlainBooking, from: 'held' | 'pending'): void {
    const { approvalMinutes } = booking.eventType ?? {};
    delete booking.deadline;
    booking.status = 'confirmed';
    if (from === 'pending' || approvalMinutes === undefined) return;
    booking.status = 'pending';
    booking.deadline = this.#approvalDeadline(approvalMinutes, booking.endTime);
  }

  #isTooLate({ role }: PlainActor, { startTime }: PlainBooking, cutoffMinutes: number | undefined): boolean {
    return role === 'USER' && cutoffMinutes !== undefined && this.now > startTime - cutoffMinutes * MINUTE_MS;
  }

  #end({ role }: PlainActor, booking: PlainBooking, status: 'cancelled' | 'declined'): string {
    const before = { ...booking };
    booking.status = status;
    booking.ending = { by: role === 'HOST' ? 'HOST' : 'BOOKER' };
    delete booking.deadline;
    this.#touch(booking);
    this.#passOn([before]);
    return 'ok';
  }

  #expire(booking: PlainBooking): void {
    booking.expiredFrom = booking.status === 'pending' ? 'pending' : 'held';
    booking.status = 'expired';
    delete booking.deadline;
    this.#touch(booking);
  }

  /** What has lapsed and blocks the same minutes expires; those that share the time stay. Tells how it was before. */
  #clearWayOf(taking: PlainBooking): readonly PlainBooking[] {
    const taken = blockedMinutes(taking);
    const cleared: PlainBooking[] = [];
    for (const booking of this.bookings) {
      const hasLapsed = isUnsettled(booking.status) && !standsAt(booking, this.now);
      const blocked = blockedMinutes(booking);
      const isInTheWay = blocked.from < taken.to && taken.from < blocked.to;
      const sharesKey =
        booking.session !== undefined && booking.session.shareKey === taking.session?.shareKey;
      if (booking.id === taking.id || booking.hostId !== taking.hostId) continue;
      if (!hasLapsed || !isInTheWay || sharesKey) continue;
      cleared.push({ ...booking });
      this.#expire(booking);
    }
    return cleared;
  }

  /** Each who waits, in turn, is offered what of the freed time can be had. */
  #passOn(freed: readonly PlainBooking[]): void {
    const cleared: PlainBooking[] = [];
    for (const entry of this.entries) {
      const [first] = freed;
      if (first === undefined || entry.status !== 'waiting' || entry.hostId !== first.hostId) continue;
      if (entry.startTime < this.now) continue;
      const wanted = {
        hostId: entry.hostId,
        eventTypeId: entry.eventTypeId,
        start: entry.startTime,
        end: entry.endTime,
        attendees: entry.attendees,
      };
      if (this.#isGone(wanted)) continue;
      const eventType = this.#eventTypeOf(wanted);
      const from = minuteOf(wanted.start) - (eventType?.bufferBeforeMinutes ?? 0);
      const to = minuteOf(wanted.end) + (eventType?.bufferAfterMinutes ?? 0);
      const isFreed = freed.map(blockedMinutes).some((blocked) => blocked.from < to && from < blocked.to);
      if (!isFreed) continue;
      if (this.#reasons(wanted, { bookerId: entry.bookerId, asHost: false }).length > 0) continue;
      const offer = this.#take(wanted, entry.bookerId, 'held');
      offer.deadline = Math.min(this.now + MODEL_HOLD_BOUNDS.offerMinutes * MINUTE_MS, entry.endTime);
      offer.waitlistEntryId = entry.id;
      cleared.push(...this.#clearWayOf(offer));
      this.bookings.push(offer);
      entry.status = 'offered';
      entry.offerId = offer.id;
      this.#touch(entry);
    }
    // What had lapsed and made way may have stood in others' way, too.
    if (cleared.length > 0) this.#passOn([...freed, ...cleared]);
  }
}

/** With what ids begin that the model has made. */
export const NEW = 'new ';

const isUnsettled = (status: Booking['status']): boolean => status === 'held' || status === 'pending';

const wantedOf = ({ hostId, eventType, startTime, endTime, attendees }: PlainBooking): PlainWanted => ({
  hostId,
  eventTypeId: eventType?.id,
  start: startTime,
  end: endTime,
  attendees,
});
