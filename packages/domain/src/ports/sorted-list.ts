/** The place of the first item that has reached a point, in a list in which all that follow it have too. O(log n). */
export const firstIndex = <T>(items: readonly T[], hasReached: (item: T) => boolean): number => {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hasReached(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
};
