import {
  MAX_INSTANT,
  MIN_INSTANT,
  type Booking,
  type CalendarId,
  type Instant,
  type UserId,
  type Users,
  type WaitlistEntry,
} from '@slotkeeper/domain';
import { emailNameOf, endLogin } from './accounts.js';
import type { Locks } from './locks.js';
import type { StoreState } from './store-state.js';
import { bareBooking, bareEnding, bareEvent, bareEventType, tellsWho } from './without-person.js';

/** Takes persons away, under the locks of the calendars on which there is anything of theirs. */
export const createErasure =
  (state: StoreState, calendarLocks: Locks): Users['erase'] =>
  async (id, at) => {
    for (;;) {
      const touched = calendarsOf(state, id);
      const unlock = await calendarLocks.acquire(touched);
      try {
        if (state.calendars.calendar(id, {}) === undefined) return false;
        // Somebody may have booked elsewhere during the wait.
        if (!calendarsOf(state, id).every((calendarId) => touched.includes(calendarId))) continue;
        erasePerson(state, id, at);
        return true;
      } finally {
        unlock();
      }
    }
  };

const calendarsOf = (state: StoreState, id: UserId): readonly CalendarId[] => [
  ...new Set([
    id,
    ...bookingsOf(state, id).map(({ hostId }) => hostId),
    ...waitlistOf(state, id).map(({ hostId }) => hostId),
  ]),
];

const bookingsOf = ({ bookingsByParty, calendars }: StoreState, id: UserId): readonly Booking[] =>
  [...bookingsByParty.candidates({ hostId: id }), ...bookingsByParty.candidates({ bookerId: id })]
    .map((bookingId) => calendars.booking(bookingId))
    .filter((booking) => booking !== undefined);

const waitlistOf = ({ waitlistByParty, calendars }: StoreState, id: UserId): readonly WaitlistEntry[] =>
  [...waitlistByParty.candidates({ hostId: id }), ...waitlistByParty.candidates({ bookerId: id })]
    .map((entryId) => calendars.waitlistEntry(entryId))
    .filter((entry) => entry !== undefined);

/** Nothing waits in here: nobody sees a part of it. */
const erasePerson = (state: StoreState, id: UserId, at: Instant): void => {
  const { calendars, ledger, records } = state;
  const bookings = bookingsOf(state, id);
  const changed = new Set<CalendarId>([id]);
  eraseAccount(state, id, bookings);
  for (const booking of bookings) {
    ledger.rewriteHistory(booking.id, ({ ending, ...entry }) => ({
      ...entry,
      ...(ending === undefined ? {} : { ending: bareEnding(ending) }),
    }));
    if (!tellsWho(booking)) continue;
    calendars.apply({ answer: null, bookings: [bareBooking(booking)], events: [] });
    changed.add(booking.hostId);
  }
  for (const entry of waitlistOf(state, id).filter(({ status }) => status === 'waiting')) {
    const left = { ...entry, status: 'left', revision: entry.revision + 1, updatedAt: at } as const;
    calendars.apply({ answer: null, waitlist: [left], events: [] });
    changed.add(entry.hostId);
  }
  const own = new Set(bookings.map((booking) => booking.id));
  for (const calendarId of new Set([id, ...bookings.map(({ hostId }) => hostId)])) {
    ledger.rewriteEvents(calendarId, (event) =>
      calendarId === id || ('booking' in event && own.has(event.booking.id)) ? bareEvent(event) : event,
    );
  }
  eraseStated(state, id);
  records.erase(id);
  for (const calendarId of changed) calendars.raiseVersion(calendarId);
};

/** The account, with whatever it can be reached by, and the invitations that were sent to the person. */
const eraseAccount = (
  { accounts, calendars }: StoreState,
  id: UserId,
  bookings: readonly Booking[],
): void => {
  const { people, idsByEmail, idsByIdentity, logins, apiKeys, apiKeyIdsByDigest, invitations } = accounts;
  const organisationId = calendars.calendar(id, {})?.organisationId;
  const email = people.get(id)?.user.email;
  const guests = bookings.filter(({ bookerId }) => bookerId === id).map(({ guest }) => guest?.email);
  const addresses = new Set(
    [email, ...guests].flatMap((address) =>
      address === undefined ? [] : [emailNameOf(address, organisationId)],
    ),
  );
  for (const [digest, invitation] of invitations)
    if (
      invitation.email !== undefined &&
      addresses.has(emailNameOf(invitation.email, invitation.organisationId))
    )
      invitations.delete(digest);
  people.delete(id);
  for (const names of [idsByEmail, idsByIdentity])
    for (const [name, userId] of names) if (userId === id) names.delete(name);
  for (const login of logins.values()) if (login.userId === id) endLogin(accounts, login.id);
  for (const [digest, keyId] of apiKeyIdsByDigest) {
    if (apiKeys.get(keyId)?.userId !== id) continue;
    apiKeyIdsByDigest.delete(digest);
    apiKeys.delete(keyId);
  }
};

/** What the person has stated as a host. Of its event types the terms remain, for bookings were made on them. */
const eraseStated = ({ calendars, eventTypeRevisions }: StoreState, id: UserId): void => {
  const always = { start: MIN_INSTANT, end: MAX_INSTANT };
  const availability = calendars.calendar(id, { intent: always })?.availability ?? [];
  calendars.apply({
    answer: null,
    withdrawnAvailability: availability.map((range) => range.id),
    withdrawnSchedules: calendars.schedulesOf(id).map((schedule) => schedule.id),
    withdrawnTimeOff: calendars.timeOffOf(id).map((timeOff) => timeOff.id),
    withdrawnEventTypes: calendars.eventTypesOf(id).map((eventType) => eventType.id),
    events: [],
  });
  eventTypeRevisions.rewrite(id, bareEventType);
};
