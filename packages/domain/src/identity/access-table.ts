import type { Scope } from './scope.js';

/**
 * In what way somebody stands to something: `anonymous` has shown nothing, `guest` the token of that very booking; `user`
 * and `host` have an account of that role, `booker` is the user who has booked, or waits, and `owner` the host whose
 * calendar it is.
 */
export type Standing = 'anonymous' | 'guest' | 'user' | 'host' | 'booker' | 'owner';

/** One row of the table: who may do it. */
export interface AccessRule {
  readonly allows: readonly Standing[];
  /** What an API key needs for it; `login`: no key may, only who has logged in. */
  readonly scope: Scope | 'login';
  /** What somebody without the standing gets to know: that it is not theirs to do, or that there is nothing. */
  readonly others: 'forbidden' | 'hidden';
}

const ownersOnly = { allows: ['owner'], scope: 'calendar:write', others: 'hidden' } as const;
const ownersList = { allows: ['owner'], scope: 'calendar:read', others: 'forbidden' } as const;
const ownersView = { allows: ['owner'], scope: 'calendar:read', others: 'hidden' } as const;
const ownersStatement = { allows: ['owner'], scope: 'calendar:write', others: 'forbidden' } as const;
const publicView = {
  allows: ['anonymous', 'guest', 'user', 'host'],
  scope: 'calendar:read',
  others: 'forbidden',
} as const;
const accountsView = { allows: ['user', 'host'], scope: 'calendar:read', others: 'forbidden' } as const;
const ownAccount = { allows: ['user', 'host'], scope: 'login', others: 'forbidden' } as const;
const partiesView = {
  allows: ['booker', 'owner', 'guest'],
  scope: 'bookings:read',
  others: 'hidden',
} as const;
const partiesChange = {
  allows: ['booker', 'owner', 'guest'],
  scope: 'bookings:write',
  others: 'hidden',
} as const;
const ownersDecision = { allows: ['owner'], scope: 'bookings:write', others: 'forbidden' } as const;
const bookersDecision = { allows: ['booker'], scope: 'bookings:write', others: 'forbidden' } as const;
const bookersWish = { allows: ['user'], scope: 'bookings:write', others: 'forbidden' } as const;

/**
 * Who may do what with which thing: every action there is. A party of a booking that may see it and not do something is
 * told so (`forbidden`); to whom it is none of their business it does not exist, whatever the row says.
 */
export const ACCESS_TABLE = {
  'account.show': ownAccount,
  'account.change': ownAccount,
  'account.erase': ownAccount,
  'account.export': ownAccount,
  'api-key.create': ownAccount,
  'api-key.list': ownAccount,
  'api-key.revoke': ownAccount,

  'host.list': accountsView,
  'host.show': accountsView,

  'availability.state': ownersStatement,
  'availability.preview': ownersStatement,
  'availability.list': ownersList,
  'availability.show': ownersView,
  'availability.change': ownersOnly,
  'availability.withdraw': ownersOnly,

  'schedule.state': ownersStatement,
  'schedule.list': ownersList,
  'schedule.show': ownersView,
  'schedule.change': ownersOnly,
  'schedule.preview': ownersView,
  'schedule.withdraw': ownersOnly,

  'time-off.state': ownersStatement,
  'time-off.list': ownersList,
  'time-off.withdraw': ownersOnly,

  'event-type.state': ownersStatement,
  'event-type.list': publicView,
  'event-type.show': publicView,
  'event-type.preview': ownersView,
  'event-type.change': ownersOnly,
  'event-type.withdraw': ownersOnly,

  'slot.list': publicView,
  'slot.explain': publicView,

  'hold.make': bookersWish,
  'hold.confirm': bookersDecision,
  'hold.extend': bookersDecision,
  'hold.release': bookersDecision,

  /** For oneself. Without an account: as a guest, where the event type allows it. */
  'booking.make': { allows: ['anonymous', 'user'], scope: 'bookings:write', others: 'forbidden' },
  /** For somebody else, on one's own calendar. */
  'booking.make-for': { allows: ['owner'], scope: 'bookings:write', others: 'forbidden' },
  'booking.list': { allows: ['user', 'host'], scope: 'bookings:read', others: 'forbidden' },
  'booking.show': partiesView,
  'booking.history': partiesView,
  'booking.cancel': partiesChange,
  'booking.reschedule': partiesChange,
  'booking.approve': ownersDecision,
  'booking.decline': ownersDecision,
  'booking.record-attendance': ownersDecision,
  /** To set rules aside, and to be bound by those for hosts. */
  'booking.manage': ownersDecision,

  'waitlist.join': bookersWish,
  'waitlist.list': { allows: ['user', 'host'], scope: 'bookings:read', others: 'forbidden' },
  'waitlist.show': { allows: ['booker', 'owner'], scope: 'bookings:read', others: 'hidden' },
  'waitlist.leave': { allows: ['booker', 'owner'], scope: 'bookings:write', others: 'hidden' },
} as const satisfies Readonly<Record<string, AccessRule>>;

/** A verb and what it is about, such as `booking.cancel`. */
export type Action = keyof typeof ACCESS_TABLE;
