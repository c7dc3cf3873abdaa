import {
  ok,
  type CalendarState,
  type Clock,
  type Decision,
  type DecisionRequest,
  type Store,
} from '@slotkeeper/domain';

/**
 * A store as it is often written: it looks, judges, and writes what it judged then, without holding anything meanwhile.
 * `between` is waited for after the judgement and before the write.
 */
export const withoutLock = (store: Store, clock: Clock, between: () => Promise<void>): Store => ({
  ...store,
  unitOfWork: {
    decide: async <T, R>(request: DecisionRequest, decision: Decision<T, R>) => {
      const { calendars: ids, reading, idempotency } = request;
      const states = await Promise.all(ids.map((id) => store.queries.calendar(id, reading)));
      const calendars = new Map(
        states
          .filter((state): state is CalendarState => state !== undefined)
          .map((state) => [state.calendarId, state]),
      );
      const { bookingId, waitlistEntryId } = reading;
      const outcome = decision({
        now: clock.now(),
        calendars,
        booking: bookingId === undefined ? undefined : await store.queries.booking(bookingId),
        availability: undefined,
        timeOff: undefined,
        waitlistEntry:
          waitlistEntryId === undefined ? undefined : await store.queries.waitlistEntry(waitlistEntryId),
      });
      if (!outcome.ok) return outcome;
      await between();
      return store.unitOfWork.decide<T, R>({ calendars: ids, reading: {}, idempotency }, () =>
        ok(outcome.value),
      );
    },
  },
});
