import {
  DEFAULT_EVALUATOR,
  situationOf,
  writeSlots,
  type SlotSeries,
  type WrittenSlot,
} from '@slotkeeper/domain';
import { DURATION_MS, type Setting } from './setting.js';

/** The slots of a setting, as whoever embeds the domain asks for them. */
export const slotsOfDomain = ({ state, now, from, to, zones, eventType }: Setting): readonly SlotSeries[] => {
  const stretch = { start: from, end: to + DURATION_MS };
  const situation = situationOf(state, { now, stretch, zones, eventType });
  return DEFAULT_EVALUATOR.sweepBookable(situation, { from, to });
};

/** The same, written down. */
export const writtenSlotsOfDomain = (setting: Setting): readonly WrittenSlot[] =>
  writeSlots(slotsOfDomain(setting));
