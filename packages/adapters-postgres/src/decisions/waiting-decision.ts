import type { CalendarId, Decided, Decision, DecisionRequest, Result } from '@slotkeeper/domain';

/** A decision that was handed over and has no answer yet. */
export interface WaitingDecision {
  readonly request: DecisionRequest;
  /** The calendars of the request, each once. */
  readonly calendars: readonly CalendarId[];
  readonly decision: Decision<unknown, unknown>;
  /** Of a monotonic clock, in milliseconds: after this it is not begun any more. */
  readonly deadlineMs: number;
  readonly answer: (result: Result<Decided<unknown>, unknown>) => void;
  readonly fail: (error: unknown) => void;
}
