import { expect, it } from 'vitest';
import { at, createBookedDay, type WireBooking } from '../test/booked-day.js';
import { ANY_TEXT } from '../test/test-server.js';

const MINUTE_MS = 60_000;

it('a booking lives from the terms of its event type to its end, with every step in its history', async () => {
  const day = await createBookedDay({ tokenLifetimeSeconds: 172_800 });
  const { send, host, user, clock } = day;
  const ask = async (operation: string, token?: string, body?: object) =>
    (await send(operation, { token, body })).json<object>();

  const eventType = await day.offer({
    bufferAfterMinutes: 30,
    approvalMinutes: 120,
    cancelCutoffMinutes: 60,
  });
  const range = `from=${at('10:00')}&to=${at('12:00')}`;
  const starts = async (): Promise<readonly string[]> => {
    const listed = await ask(`GET /slots?eventTypeId=${eventType.id}&${range}`);
    return (listed as { items: WireBooking[] }).items.map(({ startTime }) => startTime.slice(11, 16));
  };
  expect(await starts()).toEqual(['10:00', '10:30', '11:00', '11:30']);

  const wanted = { eventTypeId: eventType.id, startTime: at('11:00') };
  const held = (await ask('POST /holds', user.token, { ...wanted, minutes: 5 })) as WireBooking;
  expect(held).toMatchObject({ status: 'held', deadline: '2030-01-01T00:05:00Z', bufferAfterMinutes: 30 });
  expect(await starts()).toEqual(['10:00']);

  clock.advance(MINUTE_MS);
  const extended = await ask(`POST /holds/${held.id}/extend`, user.token, { minutes: 10 });
  expect(extended).toMatchObject({ deadline: '2030-01-01T00:11:00Z' });

  clock.advance(MINUTE_MS);
  const pending = await ask(`POST /holds/${held.id}/confirm`, user.token);
  expect(pending).toMatchObject({ id: held.id, status: 'pending', deadline: '2030-01-01T02:02:00Z' });

  clock.advance(MINUTE_MS);
  const approved = await ask(`POST /bookings/${held.id}/approve`, host.token);
  expect(approved).toMatchObject({ status: 'confirmed', revision: 4 });
  expect(await ask(`POST /bookings/${held.id}/approve`, host.token, {})).toEqual(approved);

  clock.advance(MINUTE_MS);
  const moved = await ask(`POST /bookings/${held.id}/reschedule`, user.token, { startTime: at('10:00') });
  expect(moved).toMatchObject({ status: 'pending', startTime: at('10:00'), endTime: at('10:30') });
  expect(await ask(`POST /bookings/${held.id}/approve`, host.token)).toMatchObject({ status: 'confirmed' });

  clock.set(Date.parse(at('10:01')));
  const checkedIn = await ask(`POST /bookings/${held.id}/check-in`, host.token);
  expect(checkedIn).toMatchObject({ status: 'confirmed', checkedInAt: at('10:01') });
  clock.set(Date.parse(at('10:30')));
  const completed = await ask(`POST /bookings/${held.id}/complete`, host.token);
  expect(completed).toEqual({
    id: held.id,
    hostId: host.id,
    bookerId: user.id,
    status: 'completed',
    eventTypeId: eventType.id,
    eventTypeRevision: 1,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 30,
    cancelCutoffMinutes: 60,
    approvalMinutes: 120,
    attendees: 1,
    checkedInAt: at('10:01'),
    startTime: at('10:00'),
    endTime: at('10:30'),
    revision: 8,
    createdAt: '2030-01-01T00:00:00Z',
    updatedAt: at('10:30'),
  });
  expect(await ask(`POST /bookings/${held.id}/cancel`, user.token)).toMatchObject({
    code: 'illegal_transition',
    from: 'completed',
    attempted: 'cancel',
  });

  const asHost = { userId: host.id, role: 'HOST' };
  const asUser = { userId: user.id, role: 'USER' };
  const step = (type: string, actor: object, status: string, startTime: string) => ({
    revision: expect.any(Number) as number,
    type: `booking.${type}`,
    at: ANY_TEXT,
    actor,
    status,
    startTime: at(startTime),
    endTime: ANY_TEXT,
  });
  expect(await ask(`GET /bookings/${held.id}/history`, user.token)).toEqual({
    items: [
      step('held', asUser, 'held', '11:00'),
      step('extended', asUser, 'held', '11:00'),
      step('requested', asUser, 'pending', '11:00'),
      step('confirmed', asHost, 'confirmed', '11:00'),
      step('rescheduled', asUser, 'pending', '10:00'),
      step('confirmed', asHost, 'confirmed', '10:00'),
      step('checked-in', asHost, 'confirmed', '10:00'),
      step('completed', asHost, 'completed', '10:00'),
    ],
  });
});
