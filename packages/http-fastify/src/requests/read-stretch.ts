import { err, invalidInput, ok, type Instant, type InvalidInput, type Result } from '@slotkeeper/domain';
import { optionalInstantOf } from '../schemas/wire.js';

/** The stretch that a list is asked for; either end may be left open. */
export const readStretch = (query: {
  readonly from?: string;
  readonly to?: string;
}): Result<{ readonly from: Instant | undefined; readonly to: Instant | undefined }, InvalidInput> => {
  const from = optionalInstantOf(query.from);
  const to = optionalInstantOf(query.to);
  if (from !== undefined && to !== undefined && to <= from) {
    return err(invalidInput([{ field: 'to', code: 'end_not_after_start', message: 'must be after from' }]));
  }
  return ok({ from, to });
};
