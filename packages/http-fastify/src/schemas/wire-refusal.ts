import type { EventTypePreview, PolicyRefusal, SlotExplanation } from '@slotkeeper/domain';
import { policyParticulars } from '../problems/policy-particulars.js';
import { wireBooking, wireSlot } from './wire.js';

const wireRefusal = (refusal: PolicyRefusal) => {
  const { code, detail, figures } = policyParticulars(refusal);
  return { code, message: detail, ...figures };
};

export const wireExplanation = ({ startTime, endTime, bookable, refusals }: SlotExplanation) => ({
  ...wireSlot({ startTime, endTime }),
  bookable,
  refusals: refusals.map(wireRefusal),
});

export const wireEventTypePreview = ({ count, items }: EventTypePreview) => ({
  count,
  items: items.map(({ booking, refusals }) => ({
    booking: wireBooking(booking),
    refusals: refusals.map(wireRefusal),
  })),
});
