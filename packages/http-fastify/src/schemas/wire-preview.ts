import type { IntentPreview, SlotList } from '@slotkeeper/domain';
import { wireBookingsOutside, wireSlot } from './wire.js';

export const wirePreview = ({ slotsGained, slotsLost, bookingsOutside }: IntentPreview) => ({
  slotsGained: wireSlotList(slotsGained),
  slotsLost: wireSlotList(slotsLost),
  bookingsOutside: wireBookingsOutside(bookingsOutside),
});

const wireSlotList = ({ count, items }: SlotList) => ({ count, items: items.map(wireSlot) });
