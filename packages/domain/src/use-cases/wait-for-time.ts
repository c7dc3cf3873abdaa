import { DEFAULT_EVALUATOR } from '../booking/evaluator.js';
import {
  MAX_WAITING_PER_BOOKER,
  MAX_WAITING_PER_HOST,
  type WaitlistEntry,
  type WaitlistEntryId,
  type WaitlistStatus,
} from '../booking/waitlist.js';
import { may } from '../identity/authorization.js';
import type { Actor } from '../identity/user.js';
import type { InvalidInput } from '../invalid-input.js';
import type { Page, PageRequest } from '../ports/queries.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import { MAX_INSTANT, MIN_INSTANT } from '../time/instant.js';
import type { Dependencies } from './dependencies.js';
import { hostCalendar, needsOf, seeSituation, type Wish } from './judge-time.js';
import { nextRevision } from './next-revision.js';
import type {
  BookingRefusal,
  DurationAmbiguous,
  EventTypeNotFound,
  Forbidden,
  HostNotFound,
  SlotAvailable,
  WaitlistEntryNotFound,
  WaitlistFull,
  WaitlistOffered,
} from './refusal.js';
import { replayOr } from './replay-or.js';
import { decideSeeingEnough, mustSee, sees } from './see-enough.js';
import {
  checkWantedTime,
  resolveTarget,
  wantedRange,
  wantedStretch,
  type WantedTime,
} from './wanted-time.js';

export interface JoinWaitlist extends WantedTime {
  readonly actor: Actor;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface WaitlistCommand {
  readonly actor: Actor;
  readonly id: WaitlistEntryId;
}

export type JoinRefusal =
  | InvalidInput
  | Forbidden
  | HostNotFound
  | EventTypeNotFound
  | DurationAmbiguous
  | SlotAvailable
  | WaitlistFull
  | BookingRefusal
  | KeyReused;

/**
 * A user waits for a time that others have, or for seats in a session that is full. A time that is refused for any other
 * reason can't be waited for. Who waits for the same time already goes on waiting, as the same entry.
 */
export const joinWaitlist =
  (dependencies: Pick<Dependencies, 'unitOfWork' | 'queries' | 'ids' | 'zones' | 'evaluator'>) =>
  async (command: JoinWaitlist): Promise<Result<Decided<WaitlistEntry>, JoinRefusal>> => {
    const { actor, idempotency, attendees = 1 } = command;
    if (!may(actor, 'waitlist.join')) return err({ kind: 'forbidden' });
    const invalid = checkWantedTime(command);
    if (invalid !== undefined) return err(invalid);
    const target = await resolveTarget(dependencies, command);
    if (!target.ok)
      return replayOr<WaitlistEntry, typeof target.error>(dependencies, idempotency, target.error);
    const { hostId, eventType } = target.value;
    const { evaluator = DEFAULT_EVALUATOR } = dependencies;
    const wish: Wish = { hostId, eventType, bookerId: actor.userId, attendees, asHost: false };
    const id = dependencies.ids.next();
    const stretch = wantedStretch(command, eventType);
    return decideSeeingEnough<WaitlistEntry, Exclude<JoinRefusal, KeyReused>>(
      dependencies.unitOfWork,
      idempotency,
      needsOf(dependencies, wish, stretch),
      (sight) => {
        const { now, calendars } = sight.locked;
        const seen = seeSituation(dependencies, sight, wish, stretch);
        if (!seen.ok) return seen;
        const { situation } = seen.value;
        const range = wantedRange(command, eventType, situation);
        if (!range.ok) return range;
        const refusals = evaluator.explain(range.value, situation);
        if (refusals.length === 0) return err({ kind: 'slot_available' });
        const isTooLarge = attendees > situation.terms.seats;
        const lasting = refusals.find(
          ({ kind }) => (kind !== 'time_taken' && kind !== 'seats_taken') || isTooLarge,
        );
        if (lasting !== undefined) return err(lasting);
        // All who wait count, whatever the clock said when this was asked for.
        const needs = {
          calendars: [hostId],
          reading: { waitlist: { start: MIN_INSTANT, end: MAX_INSTANT } },
        };
        if (!sees(sight.seen, needs)) return mustSee(needs);
        const waiting = (hostCalendar(calendars, hostId)?.waitlist ?? []).filter(
          ({ startTime }) => startTime >= now,
        );
        const { start, end } = range.value;
        const same = waiting.find(
          (entry) =>
            entry.bookerId === actor.userId &&
            entry.eventTypeId === eventType?.id &&
            entry.startTime === start &&
            entry.endTime === end,
        );
        if (same !== undefined) return ok({ answer: same, events: [] });
        const own = waiting.filter((entry) => entry.bookerId === actor.userId);
        if (own.length >= MAX_WAITING_PER_BOOKER)
          return err({ kind: 'waitlist_full', limit: MAX_WAITING_PER_BOOKER });
        if (waiting.length >= MAX_WAITING_PER_HOST)
          return err({ kind: 'waitlist_full', limit: MAX_WAITING_PER_HOST });
        const entry: WaitlistEntry = {
          id,
          hostId,
          ...(eventType === undefined ? {} : { eventTypeId: eventType.id }),
          bookerId: actor.userId,
          startTime: start,
          endTime: end,
          attendees,
          status: 'waiting',
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        return ok({
          answer: entry,
          waitlist: [entry],
          events: [{ type: 'waitlist.joined', calendarId: hostId, at: now, actor, waitlistEntry: entry }],
        });
      },
    );
  };

/** A party no longer waits. Leaving what was left succeeds and does nothing; an offer is released as the hold it is. */
export const leaveWaitlist =
  ({ unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>) =>
  async ({
    actor,
    id,
  }: WaitlistCommand): Promise<Result<WaitlistEntry, WaitlistEntryNotFound | WaitlistOffered>> => {
    const seen = await queries.waitlistEntry(id);
    if (seen === undefined || !may(actor, 'waitlist.leave', seen))
      return err({ kind: 'waitlist_entry_not_found' });
    const { hostId } = seen;
    const outcome = await decideSeeingEnough<WaitlistEntry, WaitlistEntryNotFound | WaitlistOffered>(
      unitOfWork,
      undefined,
      { calendars: [hostId], reading: { waitlistEntryId: id } },
      ({ locked: { waitlistEntry: entry, now } }) => {
        if (entry === undefined) return err({ kind: 'waitlist_entry_not_found' });
        if (entry.status === 'left') return ok({ answer: entry, events: [] });
        if (entry.offerId !== undefined) return err({ kind: 'waitlist_offered', offerId: entry.offerId });
        const left: WaitlistEntry = {
          ...entry,
          status: 'left',
          ...nextRevision(entry, now),
        };
        return ok({
          answer: left,
          waitlist: [left],
          events: [
            { type: 'waitlist.left', calendarId: hostId, at: left.updatedAt, actor, waitlistEntry: left },
          ],
        });
      },
    );
    if (outcome.ok) return ok(outcome.value.answer);
    if (outcome.error.kind === 'key_reused')
      throw new RangeError('a request without an idempotency key was refused for its key');
    return err(outcome.error);
  };

/** One entry, for its party and for the host. */
export const showWaitlistEntry =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({ actor, id }: WaitlistCommand): Promise<Result<WaitlistEntry, WaitlistEntryNotFound>> => {
    const entry = await queries.waitlistEntry(id);
    return entry !== undefined && may(actor, 'waitlist.show', entry)
      ? ok(entry)
      : err({ kind: 'waitlist_entry_not_found' });
  };

export interface ListWaitlist {
  readonly actor: Actor;
  readonly status?: WaitlistStatus | undefined;
  readonly page: PageRequest;
}

/** The entries that the actor may see: a host those for its calendar, a user its own. */
export const listWaitlist =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  ({ actor, status, page }: ListWaitlist): Promise<Page<WaitlistEntry>> =>
    queries.waitlist(
      actor.role === 'USER' ? { bookerId: actor.userId, status } : { hostId: actor.userId, status },
      page,
    );
