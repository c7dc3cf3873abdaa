import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { Booking } from '../booking/booking.js';
import type { EventType } from '../booking/event-type.js';
import type { Secrets } from '../ports/secrets.js';
import type { Store } from '../ports/store.js';
import { actorOf, aHost, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import type { Dependencies } from './dependencies.js';
import { cancelBooking } from './end-booking.js';
import { callerOfGuestToken, guestToken } from './guest-access.js';
import { book } from './place-booking.js';
import { stateAvailability } from './state-availability.js';
import { stateEventType } from './state-event-type.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const ORGANISATION = '00000000-0000-4000-8000-0000000000fe';
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });
const guest = {
  id: '00000000-0000-8000-8000-0000000000ca',
  name: 'Grace',
  email: 'grace@example.org',
  accessDigest: 'digest of secret',
};
const asGuest = actorOf({ id: guest.id, role: 'USER' });
const MOST = 2;

const at = (hours: number): Instant => DEFAULT_NOW + hours * HOUR_MS;

let clock: ManualClock;
let store: Store;
let dependencies: Omit<Dependencies, 'passwords'>;
let allowing: EventType;
let refusing: EventType;

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  const guestBounds = { maxUpcoming: MOST };
  dependencies = { ...store, clock, ids: sequentialIds(), zones: ZONES, guestBounds };
  unwrap(await store.users.add(aHost({ id: host.userId }), 'hash'));
  unwrap(await store.users.add(aUser({ id: ada.userId }), 'hash'));
  const range = { startTime: at(10), endTime: at(20), slotDuration: 30 };
  unwrap(await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range }));
  const state = async (terms: Partial<EventType>): Promise<EventType> =>
    unwrap(
      await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement: statementOf(terms) }),
    ).answer;
  allowing = await state({ durationsMinutes: [30], allowsGuests: true });
  refusing = await state({ durationsMinutes: [30] });
});

const bookAsGuest = (hours: number, eventTypeId = allowing.id) =>
  book(dependencies)({ actor: asGuest, guest, eventTypeId, startTime: at(hours) });

describe('a guest who books for itself', () => {
  it('has a booking that keeps who it is, and no id beside that of its booker', async () => {
    const { answer } = unwrap(await bookAsGuest(10));
    const { id: _id, ...kept } = guest;
    expect(answer).toMatchObject({ status: 'confirmed', bookerId: guest.id });
    expect(answer.guest).toStrictEqual(kept);
  });

  it('may book where the event type lets guests in, and nowhere else', async () => {
    expect(await bookAsGuest(10, refusing.id)).toEqual({ ok: false, error: { kind: 'guests_not_allowed' } });
    const free = book(dependencies)({
      actor: asGuest,
      guest,
      hostId: host.userId,
      startTime: at(10),
      endTime: at(10.5),
    });
    expect(await free).toEqual({ ok: false, error: { kind: 'guests_not_allowed' } });
  });

  it('has so many bookings to come at the most: not what has ended, and not what was cancelled', async () => {
    const tooMany = { ok: false, error: { kind: 'too_many_guest_bookings', limit: MOST } };
    const first = unwrap(await bookAsGuest(10)).answer;
    unwrap(await bookAsGuest(11));
    expect(await bookAsGuest(12)).toEqual(tooMany);
    unwrap(await cancelBooking(dependencies)({ actor: asGuest, id: first.id }));
    unwrap(await bookAsGuest(12));
    expect(await bookAsGuest(13)).toEqual(tooMany);
    // The one at eleven counts until it has ended.
    clock.advance(11 * HOUR_MS + 29 * MINUTE_MS);
    expect(await bookAsGuest(13)).toEqual(tooMany);
    clock.advance(MINUTE_MS);
    unwrap(await bookAsGuest(13));
  });
});

describe('a guest whom somebody else books for', () => {
  const named = { guest, startTime: at(10) };

  it('is one of the host’s, whatever the event type says, and as often as the host likes', async () => {
    for (const hours of [10, 11, 12]) {
      const made = await book(dependencies)({
        actor: host,
        guest,
        eventTypeId: refusing.id,
        startTime: at(hours),
      });
      expect(unwrap(made).answer.bookerId).toBe(guest.id);
    }
  });

  it('is no user’s to book for, nor another host’s', async () => {
    const forbidden = { ok: false, error: { kind: 'forbidden', field: 'guest' } };
    const other = actorOf({ id: '00000000-0000-4000-8000-0000000000ab', role: 'HOST' });
    for (const actor of [ada, other])
      expect(await book(dependencies)({ actor, ...named, eventTypeId: allowing.id })).toEqual(forbidden);
  });

  it('is not named beside a user, and has a name and an address', async () => {
    const both = { actor: host, ...named, eventTypeId: allowing.id, bookerId: ada.userId };
    expect(await book(dependencies)(both)).toEqual({
      ok: false,
      error: {
        kind: 'invalid_input',
        errors: [
          { field: 'guest', code: 'guest_or_booker', message: 'must not be given along with bookerId' },
        ],
      },
    });
    const nameless = { actor: host, ...named, guest: { ...guest, name: '' }, eventTypeId: allowing.id };
    expect(await book(dependencies)(nameless)).toMatchObject({
      ok: false,
      error: { kind: 'invalid_input', errors: [{ field: 'guest.name' }] },
    });
  });
});

describe('a guest’s token', () => {
  const secrets = { digest: (text: string) => `digest of ${text}` } as Secrets;
  let booking: Booking;
  let member: string | undefined;
  const callerOf = (token: string) => {
    const users = { ...store.users, membership: async () => ({ organisationId: member, isErased: false }) };
    return callerOfGuestToken({ queries: store.queries, users }, secrets)(token);
  };

  beforeEach(async () => {
    member = undefined;
    booking = unwrap(await bookAsGuest(10)).answer;
  });

  it('is good for the one booking, by its secret', async () => {
    expect(await callerOf(guestToken(booking, 'secret'))).toStrictEqual({
      actor: { userId: guest.id, role: 'USER' },
      guestOf: booking.id,
    });
    member = ORGANISATION;
    expect(await callerOf(guestToken(booking, 'secret'))).toMatchObject({ organisationId: ORGANISATION });
  });

  it('is not good with another secret, for another booking, or in another form', async () => {
    const { answer: ofAda } = unwrap(
      await book(dependencies)({ actor: ada, eventTypeId: allowing.id, startTime: at(11) }),
    );
    const good = guestToken(booking, 'secret');
    const bad = [
      guestToken(booking, 'other'),
      guestToken(ofAda, 'secret'),
      guestToken(ofAda, ''),
      guestToken({ id: 'none' }, 'secret'),
      good.slice(3),
      `xx_${good.slice(3)}`,
      `${good.slice(3)}sg_`,
      'sg_',
      '',
    ];
    for (const token of bad) expect(await callerOf(token)).toBeUndefined();
  });
});
