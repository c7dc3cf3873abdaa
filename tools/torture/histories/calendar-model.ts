import type { Outcome, SequentialModel } from './history.js';

/** The day of a calendar has so many half hours that can be booked. */
export const HALF_HOURS = 8;

/** Longest that a hold lasts from its making on, in minutes. */
export const MOST_HOLD_MINUTES = 60;

/**
 * What can be booked: any number of half hours in a row; a visit of one, with another behind it that stays free; a seat
 * in a class of one.
 */
export type Kind = 'plain' | 'visit' | 'class';

export const VISITS_A_DAY = 3;
export const SEATS_OF_A_CLASS = 3;

/** Half hours from the opening on, and how many. */
export interface Place {
  readonly kind: Kind;
  readonly from: number;
  readonly halfHours: number;
  readonly heads: number;
}

/** What is asked of one calendar. A booking goes by the name of the command that made it. */
export type CalendarCommand = {
  readonly name: string;
  /** Whether it is carried out once at most, however often it is sent under its name. */
  readonly keyed: boolean;
  /** What the clock may have said, in minutes, while it was carried out. */
  readonly nows: readonly number[];
} & (
  | ({ readonly do: 'book'; readonly by: string } & Place)
  | ({ readonly do: 'hold'; readonly by: string; readonly minutes: number } & Place)
  | { readonly do: 'confirm' | 'cancel'; readonly booking: string }
  | { readonly do: 'extend'; readonly booking: string; readonly minutes: number }
  | { readonly do: 'reschedule'; readonly booking: string; readonly to: number }
  | { readonly do: 'show'; readonly booking: string }
  | { readonly do: 'list' }
);

type Placing = Extract<CalendarCommand, { readonly do: 'book' | 'hold' }>;

/** A booking as clients see it. */
export interface Shown extends Place {
  readonly by: string;
  readonly status: 'held' | 'confirmed' | 'cancelled' | 'expired';
  /** In minutes of the clock. */
  readonly deadline?: number | undefined;
  readonly revision: number;
}

interface Booking extends Shown {
  readonly name: string;
  readonly madeAt: number;
}

export interface CalendarPage {
  /** In order of their names. */
  readonly bookings: readonly Booking[];
  /** What was answered to commands that were carried out, by their names. */
  readonly answers: Readonly<Record<string, string>>;
}

/** How a booking reads in an answer. */
export const textOf = ({ kind, by, from, halfHours, heads, status, deadline, revision }: Shown): string =>
  [
    `${by}’s ${kind} ${from}–${from + halfHours}`,
    ...(heads === 1 ? [] : [`for ${heads}`]),
    status,
    ...(deadline === undefined ? [] : [`until ${deadline}`]),
    `r${revision}`,
  ].join(' ');

/** How a list of bookings reads, in whatever order they come. */
export const listOf = (bookings: readonly Shown[]): string => bookings.map(textOf).toSorted().join('; ');

/** What a calendar does that is asked one thing at a time, reckoned in squares of half hours with names in them. */
export const calendarModel: SequentialModel<CalendarPage, CalendarCommand> = {
  initial: { bookings: [], answers: {} },
  keyOf: (state) => JSON.stringify(state),
  changesNothing: ({ do: verb }, answer) => verb === 'show' || verb === 'list' || REFUSALS.test(answer),
  outcomes: (page, command) => {
    const earlier = page.answers[command.name];
    if (earlier !== undefined) return [{ state: page, answer: earlier }];
    const outcomes = command.nows.map((now) => outcomeAt(now, page, command));
    if (outcomes.length === 1) return outcomes;
    return outcomes.filter((one, index) => outcomes.findIndex((other) => isSame(one, other)) === index);
  },
};

/** A refusal is a code alone. */
const REFUSALS = /^[a-z_]+$/;

const isSame = (a: Outcome<CalendarPage>, b: Outcome<CalendarPage>): boolean =>
  a.answer === b.answer && JSON.stringify(a.state) === JSON.stringify(b.state);

const outcomeAt = (now: number, page: CalendarPage, command: CalendarCommand): Outcome<CalendarPage> => {
  if (command.do === 'list') return { state: page, answer: listOf(page.bookings) };
  if (command.do === 'book' || command.do === 'hold') return place(now, page, command);
  const booking = page.bookings.find(({ name }) => name === command.booking);
  if (booking === undefined) return { state: page, answer: 'booking_not_found' };
  if (command.do === 'show') return { state: page, answer: textOf(booking) };
  const changed = changeOf(now, page, booking, command);
  if (typeof changed === 'string') return { state: page, answer: changed };
  return put(now, page, command, changed);
};

const place = (now: number, page: CalendarPage, command: Placing): Outcome<CalendarPage> => {
  const { name, by, kind, from, halfHours, heads } = command;
  const booking: Booking = {
    name,
    by,
    kind,
    from,
    halfHours,
    heads,
    ...(command.do === 'book'
      ? { status: 'confirmed' }
      : { status: 'held', deadline: now + command.minutes }),
    revision: 1,
    madeAt: now,
  };
  const refusal = refusalOf(now, page, booking);
  return refusal === undefined ? put(now, page, command, booking) : { state: page, answer: refusal };
};

/** The booking as it is afterwards, or why it is not changed. */
const changeOf = (
  now: number,
  page: CalendarPage,
  booking: Booking,
  command: Extract<CalendarCommand, { readonly do: 'confirm' | 'cancel' | 'extend' | 'reschedule' }>,
): Booking | string => {
  const hasLapsed = booking.status === 'expired' || (booking.deadline ?? Infinity) <= now;
  const revised = (change: Partial<Booking>): Booking => {
    const { deadline: _, ...rest } = booking;
    return { ...rest, revision: booking.revision + 1, ...change };
  };
  switch (command.do) {
    case 'confirm': {
      if (booking.status === 'confirmed') return booking;
      if (booking.status === 'cancelled') return 'illegal_transition';
      const confirmed = revised({ status: 'confirmed' });
      return (hasLapsed ? refusalOf(now, page, confirmed) : undefined) ?? confirmed;
    }
    case 'cancel':
      if (booking.status === 'cancelled') return booking;
      return hasLapsed ? 'illegal_transition' : revised({ status: 'cancelled' });
    case 'extend': {
      const { status, deadline, madeAt } = booking;
      if (status === 'expired') return 'hold_expired';
      if (status !== 'held' || deadline === undefined) return 'illegal_transition';
      if (hasLapsed) return 'hold_expired';
      const wanted = now + command.minutes;
      const latest = madeAt + MOST_HOLD_MINUTES;
      if (wanted <= deadline) return booking;
      return latest <= deadline ? 'hold_at_limit' : revised({ deadline: Math.min(wanted, latest) });
    }
    case 'reschedule': {
      if (booking.status !== 'confirmed') return 'illegal_transition';
      if (booking.from === command.to) return booking;
      const moved = revised({ from: command.to });
      return refusalOf(now, page, moved) ?? moved;
    }
  }
};

/** Who has each half hour: live bookings alone, and each with what it keeps free behind it. */
const squaresOf = (now: number, bookings: readonly Booking[]): readonly (readonly Booking[])[] => {
  const squares: Booking[][] = Array.from({ length: HALF_HOURS + 1 }, () => []);
  for (const booking of bookings)
    if (isLive(now, booking)) for (const square of blockedBy(booking)) squares[square]?.push(booking);
  return squares;
};

const isLive = (now: number, { status, deadline }: Booking): boolean =>
  status === 'confirmed' || (status === 'held' && deadline !== undefined && now < deadline);

const blockedBy = ({ kind, from, halfHours }: Place): readonly number[] =>
  Array.from({ length: halfHours + (kind === 'visit' ? 1 : 0) }, (_, index) => from + index);

const sharesWith = (one: Place, other: Place): boolean =>
  one.kind === 'class' && other.kind === 'class' && one.from === other.from;

const refusalOf = (now: number, { bookings }: CalendarPage, wanted: Booking): string | undefined => {
  const others = bookings.filter(({ name }) => name !== wanted.name);
  const live = others.filter((other) => isLive(now, other));
  if (wanted.kind === 'visit' && live.filter(({ kind }) => kind === 'visit').length >= VISITS_A_DAY)
    return 'day_limit_reached';
  const squares = squaresOf(now, others);
  const there = new Set(blockedBy(wanted).flatMap((square) => squares[square] ?? []));
  if ([...there].some((other) => !sharesWith(other, wanted))) return 'time_taken';
  const heads = [...there].reduce((sum, other) => sum + other.heads, 0);
  return heads + wanted.heads > SEATS_OF_A_CLASS && wanted.kind === 'class' ? 'seats_taken' : undefined;
};

/** Writes a booking. What has run out of time and lies in its way expires, but for those whose class still goes on. */
const put = (
  now: number,
  page: CalendarPage,
  { name, keyed }: CalendarCommand,
  booking: Booking,
): Outcome<CalendarPage> => {
  const answer = textOf(booking);
  const answers = keyed ? { ...page.answers, [name]: answer } : page.answers;
  const before = page.bookings.find((other) => other.name === booking.name);
  if (before === booking) return { state: { ...page, answers }, answer };
  const others = page.bookings.filter((other) => other !== before);
  const cleared = others.map((other) =>
    isCleared(now, others, other, before, booking) ? lapsed(other) : other,
  );
  const bookings = [...cleared, booking].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { state: { bookings, answers }, answer };
};

const isCleared = (
  now: number,
  others: readonly Booking[],
  other: Booking,
  before: Booking | undefined,
  booking: Booking,
): boolean => {
  const hasItsTime = before !== undefined && isLive(now, before) && before.from === booking.from;
  if (booking.status === 'cancelled' || hasItsTime) return false;
  if (other.status !== 'held' || isLive(now, other)) return false;
  const squares = blockedBy(booking);
  if (!blockedBy(other).some((square) => squares.includes(square))) return false;
  return !sharesWith(other, booking) || !others.some((one) => isLive(now, one) && sharesWith(one, booking));
};

const lapsed = ({ deadline: _deadline, ...rest }: Booking): Booking => ({
  ...rest,
  status: 'expired',
  revision: rest.revision + 1,
});
