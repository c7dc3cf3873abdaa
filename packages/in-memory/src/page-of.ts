import {
  byStartAndId,
  MAX_PAGE_LIMIT,
  type Page,
  type PageRequest,
  type PagePosition,
} from '@slotkeeper/domain';

/** @throws RangeError where the limit is not a whole number from 1 to {@link MAX_PAGE_LIMIT}. */
export const pageOf = <T extends PagePosition>(
  items: Iterable<T>,
  { limit, after }: PageRequest,
): Page<T> => {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_LIMIT) {
    throw new RangeError(`a page's limit must be from 1 to ${MAX_PAGE_LIMIT}: ${limit}`);
  }
  const rest = [...items]
    .filter((item) => after === undefined || byStartAndId(item, after) > 0)
    .sort(byStartAndId);
  return { items: rest.slice(0, limit), hasMore: rest.length > limit };
};
