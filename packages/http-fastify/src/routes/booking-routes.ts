import {
  book,
  cancelBooking,
  listBookings,
  ok,
  rescheduleBooking,
  showBooking,
  showBookingHistory,
  type Booking,
  type Decided,
  type Dependencies,
} from '@slotkeeper/domain';
import {
  bookOperation,
  cancelBookingOperation,
  listBookingsOperation,
  rescheduleBookingOperation,
  showBookingHistoryOperation,
  showBookingOperation,
} from '../operations/booking-operations.js';
import { route, type Route } from '../operations/serve.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { entityTag } from '../requests/if-match.js';
import { pageAnswer } from '../requests/page-answer.js';
import { readPagePosition, writePagePosition } from '../requests/page-position.js';
import { readStretch } from '../requests/read-stretch.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { instantOf, optionalInstantOf, wireBooking, wireHistoryEntry } from '../schemas/wire.js';

export const bookingRoutes = (dependencies: Dependencies, prefix: string): readonly Route[] => [
  route(bookOperation, async ({ actor, body, idempotency }) => {
    const booked = await book(dependencies)({
      actor,
      hostId: body.hostId,
      startTime: instantOf(body.startTime),
      endTime: optionalInstantOf(body.endTime),
      idempotency,
    });
    if (!booked.ok) return booked;
    const { body: booking, headers } = decided(booked.value);
    return ok({ body: booking, headers: { Location: `${prefix}/bookings/${booking.id}`, ...headers } });
  }),
  route(listBookingsOperation, async ({ actor, query, url }) => {
    const after = readPagePosition(query.cursor);
    if (!after.ok) return after;
    const stretch = readStretch(query);
    if (!stretch.ok) return stretch;
    const page = await listBookings(dependencies)({
      actor,
      filter: { hostId: query.hostId, status: query.status, ...stretch.value },
      page: { limit: query.limit ?? DEFAULT_PAGE_LIMIT, after: after.value },
    });
    return ok(pageAnswer(url, page.items.map(wireBooking), writePagePosition(page)));
  }),
  route(showBookingOperation, async ({ actor, params }) => {
    const shown = await showBooking(dependencies)({ actor, id: params.id });
    if (!shown.ok) return shown;
    return ok({ body: wireBooking(shown.value), headers: { ETag: entityTag(shown.value.revision) } });
  }),
  route(showBookingHistoryOperation, async ({ actor, params }) => {
    const shown = await showBookingHistory(dependencies)({ actor, id: params.id });
    return shown.ok ? ok({ body: { items: shown.value.map(wireHistoryEntry) } }) : shown;
  }),
  route(cancelBookingOperation, async ({ actor, params, idempotency }) => {
    const cancelled = await cancelBooking(dependencies)({ actor, id: params.id, idempotency });
    return cancelled.ok ? ok(decided(cancelled.value)) : cancelled;
  }),
  route(rescheduleBookingOperation, async ({ actor, params, body, idempotency }) => {
    const moved = await rescheduleBooking(dependencies)({
      actor,
      id: params.id,
      startTime: instantOf(body.startTime),
      endTime: optionalInstantOf(body.endTime),
      idempotency,
    });
    return moved.ok ? ok(decided(moved.value)) : moved;
  }),
];

const decided = ({ answer, replayed }: Decided<Booking>) => ({
  body: wireBooking(answer),
  headers: { ETag: entityTag(answer.revision), ...replayedHeader(replayed) },
});
