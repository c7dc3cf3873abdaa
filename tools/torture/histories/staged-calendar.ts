import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, parseInstant } from '@slotkeeper/domain';
import { DEFAULT_NOW } from '@slotkeeper/domain/testing';
import type { Account, TestServer } from '../../../packages/http-fastify/test/test-server.js';
import {
  HALF_HOURS,
  listOf,
  SEATS_OF_A_CLASS,
  textOf,
  VISITS_A_DAY,
  type Kind,
  type Place,
  type Shown,
} from './calendar-model.js';
import type { Wish } from './choose-wish.js';
import type { ClientRequest } from './two-servers.js';

/** A host whose days can be booked as the model says. */
export interface StagedHost {
  readonly host: Account;
  /** One of its days: a calendar that nobody has touched. */
  readonly open: (day: number) => Promise<StagedCalendar>;
}

/** A day of a host. */
export interface StagedCalendar {
  readonly token: string;
  /** @param idOf the id of a booking by the name of the command that made it */
  readonly wireOf: (
    wish: Wish,
    idOf: (booking: string) => string,
  ) => Pick<ClientRequest, 'method' | 'url' | 'payload'>;
  /** What a client was told, in the words of the model, by the body of an answer that is no problem. */
  readonly told: (wish: Wish, body: unknown, nameOf: (bookerId: string) => string) => string;
}

const HALF_HOUR_MS = 30 * MINUTE_MS;

export const stageHost = async ({
  register,
  send,
}: Pick<TestServer, 'register' | 'send'>): Promise<StagedHost> => {
  const host = await register('HOST');
  const { id: hostId, token } = host;
  const offer = async (name: Kind, terms: object): Promise<string> => {
    const body = { hostId, name, durationsMinutes: [30], ...terms };
    return (await send('POST /event-types', { token, body })).json<{ id: string }>().id;
  };
  const limits = [{ per: 'event-type', period: 'day', maxBookings: VISITS_A_DAY }];
  const visit = await offer('visit', { bufferAfterMinutes: 30, limits });
  const seat = await offer('class', { seats: SEATS_OF_A_CLASS });
  const targetOf = { plain: { hostId }, visit: { eventTypeId: visit }, class: { eventTypeId: seat } };
  const kindOf = (eventTypeId: unknown): Kind =>
    eventTypeId === undefined ? 'plain' : eventTypeId === visit ? 'visit' : 'class';

  const open = async (day: number): Promise<StagedCalendar> => {
    const opening = DEFAULT_NOW + day * DAY_MS + 10 * HOUR_MS;
    const startOf = (halfHour: number): string => formatInstant(opening + halfHour * HALF_HOUR_MS);
    const range = { startTime: startOf(0), endTime: startOf(HALF_HOURS) };
    await send('POST /availability', { token, body: { hostId, ...range, slotDuration: 30 } });
    const placed = ({ kind, from, halfHours, heads }: Place): object => ({
      ...targetOf[kind],
      startTime: startOf(from),
      endTime: startOf(from + halfHours),
      attendees: heads,
    });
    return {
      token,
      wireOf: (wish, idOf) => {
        switch (wish.do) {
          case 'book':
            return { method: 'POST', url: '/bookings', payload: placed(wish) };
          case 'hold':
            return { method: 'POST', url: '/holds', payload: { ...placed(wish), minutes: wish.minutes } };
          case 'confirm':
            return { method: 'POST', url: `/holds/${idOf(wish.booking)}/confirm` };
          case 'extend': {
            const { booking, minutes } = wish;
            return { method: 'POST', url: `/holds/${idOf(booking)}/extend`, payload: { minutes } };
          }
          case 'cancel':
            return { method: 'POST', url: `/bookings/${idOf(wish.booking)}/cancel` };
          case 'reschedule': {
            const payload = { startTime: startOf(wish.to) };
            return { method: 'POST', url: `/bookings/${idOf(wish.booking)}/reschedule`, payload };
          }
          case 'show':
            return { method: 'GET', url: `/bookings/${idOf(wish.booking)}` };
          case 'list':
            return { method: 'GET', url: `/bookings?limit=200&from=${range.startTime}&to=${range.endTime}` };
        }
      },
      told: ({ do: verb }, body, nameOf) => {
        const shown = (booking: unknown): Shown => shownIn(booking, opening, kindOf, nameOf);
        const items = Reflect.get(Object(body), 'items') as readonly unknown[];
        return verb === 'list' ? listOf(items.map(shown)) : textOf(shown(body));
      },
    };
  };
  return { host, open };
};

const shownIn = (
  body: unknown,
  opening: number,
  kindOf: (eventTypeId: unknown) => Kind,
  nameOf: (bookerId: string) => string,
): Shown => {
  const member = (name: string): unknown => Reflect.get(Object(body), name);
  const halfHourOf = (text: unknown): number => minuteOf(text, opening) / 30;
  const from = halfHourOf(member('startTime'));
  return {
    by: nameOf(String(member('bookerId'))),
    kind: kindOf(member('eventTypeId')),
    from,
    halfHours: halfHourOf(member('endTime')) - from,
    heads: Number(member('attendees')),
    status: member('status') as Shown['status'],
    ...(member('deadline') === undefined ? {} : { deadline: minuteOf(member('deadline'), DEFAULT_NOW) }),
    revision: Number(member('revision')),
  };
};

const minuteOf = (text: unknown, origin: number): number => {
  const instant = parseInstant(String(text));
  if (!instant.ok) throw new RangeError(`not an instant: ${String(text)}`);
  return (instant.value - origin) / MINUTE_MS;
};
