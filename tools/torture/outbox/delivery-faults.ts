/** An event, by its place. */
export interface Place {
  readonly calendarId: string;
  readonly version: number;
}

export interface DeliveryFaults {
  /** Events that were never delivered. */
  readonly skipped: number;
  /** Events whose first delivery came before that of one before them. */
  readonly early: number;
  /** Deliveries of what was never written. */
  readonly invented: number;
}

/** What is wrong with deliveries, in the order in which they were made, of events. That some came again is not. */
export const deliveryFaults = (
  events: readonly Place[],
  deliveries: readonly Place[],
): DeliveryFaults & { readonly again: number } => {
  const nameOf = ({ calendarId, version }: Place): string => `${calendarId} ${version}`;
  const left = new Map<string, number[]>();
  for (const { calendarId, version } of events)
    left.set(
      calendarId,
      [...(left.get(calendarId) ?? []), version].sort((a, b) => a - b),
    );
  const written = new Set(events.map(nameOf));
  const seen = new Set<string>();
  let [early, invented, again] = [0, 0, 0];
  for (const delivery of deliveries) {
    const name = nameOf(delivery);
    if (!written.has(name)) invented += 1;
    else if (seen.has(name)) again += 1;
    else {
      seen.add(name);
      const waiting = left.get(delivery.calendarId) ?? [];
      if (waiting[0] !== delivery.version) early += 1;
      left.set(
        delivery.calendarId,
        waiting.filter((version) => version !== delivery.version),
      );
    }
  }
  const skipped = [...left.values()].reduce((sum, { length }) => sum + length, 0);
  return { skipped, early, invented, again };
};
