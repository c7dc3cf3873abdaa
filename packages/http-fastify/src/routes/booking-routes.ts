import {
  approveBooking,
  arrivingGuest,
  book,
  cancelBooking,
  checkIn,
  completeBooking,
  declineBooking,
  err,
  guestToken,
  listBookings,
  markNoShow,
  ok,
  replayedGuestSecret,
  rescheduleBooking,
  showBooking,
  showBookingHistory,
  undoNoShow,
  type ArrivingGuest,
  type Booking,
  type Decided,
  type IdempotencyKey,
  type Secrets,
} from '@slotkeeper/domain';
import {
  approveBookingOperation,
  bookOperation,
  cancelBookingOperation,
  checkInOperation,
  completeBookingOperation,
  declineBookingOperation,
  listBookingsOperation,
  markNoShowOperation,
  rescheduleBookingOperation,
  showBookingHistoryOperation,
  showBookingOperation,
  undoNoShowOperation,
} from '../operations/booking-operations.js';
import { route, type Route } from '../operations/serve.js';
import { entityTag } from '../requests/if-match.js';
import { pageAnswer } from '../requests/page-answer.js';
import { readPagePosition, writePagePosition } from '../requests/page-position.js';
import { readStretch } from '../requests/read-stretch.js';
import { readWantedTime } from '../requests/wanted-time.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { instantOf, optionalInstantOf, wireBooking, wireHistoryEntry } from '../schemas/wire.js';
import { decidedBooking, madeBooking } from './decided-booking.js';

export const bookingRoutes = (prefix: string): readonly Route[] => [
  route(bookOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { bookerId, overrides } = body;
    const { secrets, organisationId } = dependencies;
    const arriving = body.guest && arrivingGuest(secrets, body.guest, organisationId, idempotency);
    const booking = actor ?? (arriving && { userId: arriving.party.id, role: 'USER' as const });
    if (booking === undefined) return err({ kind: 'unauthenticated' });
    const booked = await book(dependencies)({
      actor: booking,
      ...readWantedTime(body),
      bookerId,
      guest: arriving?.party,
      overrides,
      idempotency,
    });
    if (!booked.ok) return booked;
    const { body: made, headers } = madeBooking(booked.value, prefix);
    const secret = guestSecret(secrets, booked.value, arriving, idempotency);
    return ok({
      body: secret === undefined ? made : { ...made, guestToken: guestToken(made, secret) },
      headers,
    });
  }),
  route(listBookingsOperation, async ({ actor, query, url }, dependencies) => {
    const after = readPagePosition(query.cursor);
    if (!after.ok) return after;
    const stretch = readStretch(query);
    if (!stretch.ok) return stretch;
    const { hostId, eventTypeId, status } = query;
    const page = await listBookings(dependencies)({
      actor,
      filter: { hostId, eventTypeId, status, ...stretch.value },
      page: { limit: query.limit ?? DEFAULT_PAGE_LIMIT, after: after.value },
    });
    return ok(pageAnswer(url, page.items.map(wireBooking), writePagePosition(page)));
  }),
  route(showBookingOperation, async ({ actor, params }, dependencies) => {
    const shown = await showBooking(dependencies)({ actor, id: params.id });
    if (!shown.ok) return shown;
    return ok({ body: wireBooking(shown.value), headers: { ETag: entityTag(shown.value.revision) } });
  }),
  route(showBookingHistoryOperation, async ({ actor, params }, dependencies) => {
    const shown = await showBookingHistory(dependencies)({ actor, id: params.id });
    return shown.ok ? ok({ body: { items: shown.value.map(wireHistoryEntry) } }) : shown;
  }),
  route(cancelBookingOperation, async ({ actor, params, body, idempotency }, dependencies) => {
    const cancelled = await cancelBooking(dependencies)({ actor, id: params.id, ...body, idempotency });
    return cancelled.ok ? ok(decidedBooking(cancelled.value)) : cancelled;
  }),
  route(rescheduleBookingOperation, async ({ actor, params, body, idempotency }, dependencies) => {
    const moved = await rescheduleBooking(dependencies)({
      actor,
      id: params.id,
      startTime: instantOf(body.startTime),
      endTime: optionalInstantOf(body.endTime),
      overrides: body.overrides,
      idempotency,
    });
    return moved.ok ? ok(decidedBooking(moved.value)) : moved;
  }),
  route(approveBookingOperation, async ({ actor, params, body, idempotency }, dependencies) => {
    const approved = await approveBooking(dependencies)({ actor, id: params.id, ...body, idempotency });
    return approved.ok ? ok(decidedBooking(approved.value)) : approved;
  }),
  route(declineBookingOperation, async ({ actor, params, body, idempotency }, dependencies) => {
    const declined = await declineBooking(dependencies)({ actor, id: params.id, ...body, idempotency });
    return declined.ok ? ok(decidedBooking(declined.value)) : declined;
  }),
  route(markNoShowOperation, async ({ actor, params, idempotency }, dependencies) => {
    const marked = await markNoShow(dependencies)({ actor, id: params.id, idempotency });
    return marked.ok ? ok(decidedBooking(marked.value)) : marked;
  }),
  route(undoNoShowOperation, async ({ actor, params, idempotency }, dependencies) => {
    const undone = await undoNoShow(dependencies)({ actor, id: params.id, idempotency });
    return undone.ok ? ok(decidedBooking(undone.value)) : undone;
  }),
  route(completeBookingOperation, async ({ actor, params, idempotency }, dependencies) => {
    const completed = await completeBooking(dependencies)({ actor, id: params.id, idempotency });
    return completed.ok ? ok(decidedBooking(completed.value)) : completed;
  }),
  route(checkInOperation, async ({ actor, params, idempotency }, dependencies) => {
    const checkedIn = await checkIn(dependencies)({ actor, id: params.id, idempotency });
    return checkedIn.ok ? ok(decidedBooking(checkedIn.value)) : checkedIn;
  }),
];

/** What proves that the guest has booked; of an earlier answer, as long as its secret can still be told. */
const guestSecret = (
  secrets: Secrets,
  { answer, replayed }: Decided<Booking>,
  arriving: ArrivingGuest | undefined,
  idempotency: IdempotencyKey | undefined,
): string | undefined =>
  replayed && idempotency !== undefined
    ? replayedGuestSecret(secrets, answer, idempotency)
    : arriving?.secret;
