import type { CalendarId } from '../booking/booking.js';
import type { OutboxEntry } from './domain-event.js';

/** The name of somebody who is told of events: see {@link isConsumerName}. */
export type ConsumerName = string;

/** Whether it is 1 to 63 lower-case letters, digits, hyphens and underscores, the first a letter or a digit. */
export const isConsumerName = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(text);

/** How many events {@link Outbox.deliver} takes at the most. */
export const MAX_DELIVERY_LIMIT = 1_000;

/**
 * Tells consumers of what has happened. Each has a name and, on each calendar, a position of its own, and gets each
 * event at least once: again where it was not noted that it got it. Of one calendar it gets the events in the order in
 * which they were committed, none left out, also if several deliver to it at once; an event that comes again comes with
 * all that follow it, so whoever passes by versions that it has seen sees each event once, in order.
 */
export interface Outbox {
  /**
   * Adds a consumer; one of that name that is there stays as it is.
   * @param from whether it is told of what happened before
   * @returns whether it is new
   * @throws RangeError for a name of another form
   */
  readonly subscribe: (consumer: ConsumerName, from: ConsumerStart) => Promise<boolean>;
  /** Forgets a consumer and its positions. @returns whether there was one */
  readonly unsubscribe: (consumer: ConsumerName) => Promise<boolean>;
  /** In order of name. */
  readonly consumers: () => Promise<readonly Consumer[]>;
  /**
   * Takes events that the consumer has not got, of calendars whose events nobody else is delivering to it now, hands them
   * over, those of one calendar at a time, and notes how far it has got: past what `deliver` resolved for, and nothing
   * else. Where `deliver` rejects, the events of that calendar come again after others have had their turn.
   *
   * @throws RangeError where there is no such consumer, or for a limit outside of 1 to {@link MAX_DELIVERY_LIMIT}
   */
  readonly deliver: (consumer: ConsumerName, bounds: DeliveryBounds, deliver: Deliver) => Promise<Delivered>;
}

export type ConsumerStart = 'beginning' | 'now';

export interface Consumer {
  readonly name: ConsumerName;
  /** How many calendars have events for it, as far as they were counted: up to 10,000. */
  readonly waiting: number;
}

export interface DeliveryBounds {
  /** So many events at the most, of all calendars together. */
  readonly limit: number;
}

/** Takes events of one calendar, one or more, in order of version. Once it has resolved they count as got. */
export type Deliver = (entries: readonly OutboxEntry[]) => Promise<void>;

export interface Delivered {
  /** How many events were handed over. */
  readonly delivered: number;
  /** The calendars whose events were not, and what `deliver` rejected with. */
  readonly failures: readonly DeliveryFailure[];
}

export interface DeliveryFailure {
  readonly calendarId: CalendarId;
  readonly error: unknown;
}
