import { addOrganisation } from '@slotkeeper/domain';
import { describe, expect, it } from 'vitest';
import { at, type WireAvailability, type WireBooking, type WireEventType } from '../../test/booked-day.js';
import { createTestServer, PASSWORD, type Account, type TestServer } from '../../test/test-server.js';

/** A tenant with a host that is available, an event type that guests may book too, a user, and a booking of it. */
interface Tenant {
  readonly organisationId: string | undefined;
  readonly host: Account;
  readonly user: Account;
  readonly availability: WireAvailability;
  readonly eventType: WireEventType;
  readonly booking: WireBooking;
}

const newTenant = async (
  { send, register, dependencies }: TestServer,
  name: string | undefined,
): Promise<Tenant> => {
  const organisation = name === undefined ? undefined : await addOrganisation(dependencies)({ name });
  const organisationId = organisation?.ok === true ? organisation.value.id : undefined;
  const host = await register('HOST', organisationId);
  const user = await register('USER', organisationId);
  const asHost = { token: host.token };
  const stated = await send('POST /availability', {
    ...asHost,
    body: { hostId: host.id, startTime: at('10:00'), endTime: at('13:00'), slotDuration: 30 },
  });
  const offered = await send('POST /event-types', {
    ...asHost,
    body: { hostId: host.id, name: 'Visit', durationsMinutes: [30], allowsGuests: true },
  });
  const eventType = offered.json<WireEventType>();
  const booked = await send('POST /bookings', {
    token: user.token,
    body: { eventTypeId: eventType.id, startTime: at('10:00') },
  });
  const [availability, booking] = [stated.json<WireAvailability>(), booked.json<WireBooking>()];
  expect([stated.statusCode, offered.statusCode, booked.statusCode]).toEqual([201, 201, 201]);
  return { organisationId, host, user, availability, eventType, booking };
};

const range = `from=${at('00:00')}&to=${at('23:00')}`;

/** What somebody asks of a tenant's things, by their ids. */
const requestsFor = ({ host, user, availability, eventType, booking }: Tenant) =>
  [
    [`GET /hosts/${host.id}`, undefined, 404],
    [`GET /slots?hostId=${host.id}&${range}`, undefined, 404],
    [`GET /slots?hostId=${host.id}&${range}&view=days`, undefined, 404],
    [`GET /slots?eventTypeId=${eventType.id}&${range}`, undefined, 404],
    ['POST /slots/explain', { eventTypeId: eventType.id, startTime: at('11:00') }, 404],
    ['POST /slots/explain', { hostId: host.id, startTime: at('11:00') }, 404],
    [`GET /event-types/${eventType.id}`, undefined, 404],
    [`GET /event-types/${eventType.id}/revisions/1`, undefined, 404],
    [`GET /bookings/${booking.id}`, undefined, 404],
    [`GET /bookings/${booking.id}/history`, undefined, 404],
    [`POST /bookings/${booking.id}/cancel`, undefined, 404],
    [`POST /bookings/${booking.id}/reschedule`, { startTime: at('12:00') }, 404],
    [`GET /availability/${availability.id}`, undefined, 404],
    [`DELETE /availability/${availability.id}`, undefined, 404],
    [`PATCH /event-types/${eventType.id}`, { seats: 3 }, 404],
    ['POST /bookings', { eventTypeId: eventType.id, startTime: at('11:00'), bookerId: user.id }, 404],
    ['POST /bookings', { hostId: host.id, startTime: at('11:00'), bookerId: user.id }, 403],
  ] as const;

describe('what belongs to one organisation', () => {
  it.each([
    ['another organisation', 'Clinic', 'Salon'],
    ['the installation itself', 'Clinic', undefined],
    ['an organisation, for the installation itself', undefined, 'Salon'],
  ])('is not there for %s', async (_, name, other) => {
    const server = await createTestServer();
    const [own, foreign] = [await newTenant(server, name), await newTenant(server, other)];
    const before = await server.send(`GET /bookings/${own.booking.id}`, { token: own.host.token });
    for (const { token } of [foreign.host, foreign.user]) {
      for (const [operation, body, status] of requestsFor(own)) {
        const answer = await server.send(operation, { token, body });
        // A user that names a booker is refused for that.
        const refused = token === foreign.user.token && operation === 'POST /bookings' ? 403 : 0;
        expect([status, refused]).toContain(answer.statusCode);
        expect(answer.body).not.toContain('Nr ');
      }
    }
    const after = await server.send(`GET /bookings/${own.booking.id}`, { token: own.host.token });
    expect(after.json()).toEqual(before.json());
  });

  it('is there for its own', async () => {
    const server = await createTestServer();
    const own = await newTenant(server, 'Clinic');
    for (const [operation, body] of requestsFor(own).filter(([asked]) => asked.startsWith('GET '))) {
      const answer = await server.send(operation, { token: own.host.token, body });
      expect([operation, answer.statusCode]).toEqual([operation, 200]);
    }
  });

  it('is seen by who has no token where it is asked for, as anything is', async () => {
    const server = await createTestServer();
    for (const name of ['Clinic', undefined]) {
      const { host, eventType } = await newTenant(server, name);
      const offered = await server.send(`GET /event-types?hostId=${host.id}`);
      expect(offered.json()).toEqual({ items: [eventType] });
      expect((await server.send(`GET /event-types/${eventType.id}`)).json()).toEqual(eventType);
      const slots = await server.send(`GET /slots?eventTypeId=${eventType.id}&${range}`);
      expect(slots.json<{ items: object[] }>().items).toHaveLength(5);
      const explained = await server.send('POST /slots/explain', {
        body: { eventTypeId: eventType.id, startTime: at('11:00') },
      });
      expect(explained.json()).toMatchObject({ bookable: true });
      await server.send(`DELETE /event-types/${eventType.id}`, { token: host.token });
      const withdrawn = await server.send(`GET /event-types/${eventType.id}/revisions/1`);
      expect(withdrawn.json()).toEqual(eventType);
    }
  });

  it('is booked by guests who then belong to it, and are somebody else elsewhere', async () => {
    const server = await createTestServer();
    const bookers: string[] = [];
    for (const name of ['Clinic', 'Salon', undefined]) {
      const { eventType } = await newTenant(server, name);
      const booked = await server.send('POST /bookings', {
        body: {
          eventTypeId: eventType.id,
          startTime: at('11:00'),
          guest: { name: 'Gia', email: 'gia@example.com' },
        },
      });
      const { id, bookerId, guestToken } = booked.json<WireBooking & { guestToken: string }>();
      bookers.push(bookerId);
      expect((await server.send(`GET /bookings/${id}`, { token: guestToken })).statusCode).toBe(200);
    }
    expect(new Set(bookers).size).toBe(3);
  });

  it('lists none but its own hosts, and one address may have an account in each', async () => {
    const server = await createTestServer();
    const { send } = server;
    const own = await newTenant(server, 'Clinic');
    const other = await newTenant(server, undefined);
    const hosts = await send('GET /hosts', { token: own.user.token });
    expect(hosts.json<{ items: { id: string }[] }>().items.map(({ id }) => id)).toEqual([own.host.id]);
    const { email } = own.host;
    const person = { email, name: 'Eve', password: 'nine grey geese graze', role: 'USER' };
    expect((await send('POST /users', { body: person })).statusCode).toBe(201);
    const logIn = async (body: object) => (await send('POST /auth/login', { body })).statusCode;
    expect(await logIn({ email, password: PASSWORD })).toBe(401);
    expect(await logIn({ email, password: PASSWORD, organisationId: own.organisationId })).toBe(200);
    expect(
      await logIn({ email: other.host.email, password: PASSWORD, organisationId: own.organisationId }),
    ).toBe(401);
  });

  it('is what an API key of it is good for', async () => {
    const server = await createTestServer();
    const [own, foreign] = [await newTenant(server, 'Clinic'), await newTenant(server, 'Salon')];
    const made = await server.send('POST /api-keys', {
      token: own.host.token,
      body: { name: 'K', scopes: ['calendar:read', 'bookings:read'] },
    });
    const { secret: token } = made.json<{ secret: string }>();
    expect((await server.send(`GET /bookings/${own.booking.id}`, { token })).statusCode).toBe(200);
    expect((await server.send(`GET /bookings/${foreign.booking.id}`, { token })).statusCode).toBe(404);
    expect((await server.send(`GET /hosts/${foreign.host.id}`, { token })).statusCode).toBe(404);
  });
});

describe('a server whose things of all organisations were one', () => {
  it('is caught by the same requests', async () => {
    const server = await createTestServer({
      // The mistake: every calendar is said to be of whoever asks.
      store: (store) => ({
        ...store,
        users: { ...store.users, membership: async () => ({}) },
        queries: {
          ...store.queries,
          calendar: async (id, reading) => {
            const state = await store.queries.calendar(id, reading);
            return state && { ...state, organisationId: undefined };
          },
        },
      }),
    });
    const stranger = await server.register('USER');
    const { dependencies, send, register } = server;
    const organisation = await addOrganisation(dependencies)({ name: 'Clinic' });
    const host = await register('HOST', organisation.ok ? organisation.value.id : undefined);
    const { token } = stranger;
    expect((await send(`GET /slots?hostId=${host.id}&${range}`, { token })).statusCode).toBe(200);
  });
});
