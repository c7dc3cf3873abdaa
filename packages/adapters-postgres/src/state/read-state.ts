import { CompiledQuery } from 'kysely';
import type { Executes } from '../connection/sessions.js';
import type { IdempotencyTable } from '../database.js';
import type {
  AvailabilityRow,
  BookingRow,
  CalendarRow,
  ClaimRow,
  EventTypeRow,
  InJson,
  ScheduleRow,
  SharedClaimRow,
  TimeOffRow,
  WaitlistEntryRow,
} from '../rows.js';
import { stateStatement } from './state-statement.js';
import type { WantedState } from './wanted-state.js';

export interface StateRow {
  readonly calendars: readonly CalendarRow[];
  readonly claims: readonly InJson<ClaimRow>[];
  readonly sharedClaims: readonly InJson<SharedClaimRow>[];
  readonly availability: readonly InJson<AvailabilityRow>[];
  readonly schedules: readonly InJson<ScheduleRow>[];
  readonly timeOff: readonly InJson<TimeOffRow>[];
  readonly bookings: readonly InJson<BookingRow>[];
  readonly eventTypes: readonly InJson<EventTypeRow>[];
  readonly waitlist: readonly InJson<WaitlistEntryRow>[];
  readonly records: readonly Pick<IdempotencyTable, 'caller_id' | 'key' | 'fingerprint' | 'answer'>[];
}

const NOTHING: StateRow = {
  calendars: [],
  claims: [],
  sharedClaims: [],
  availability: [],
  schedules: [],
  timeOff: [],
  bookings: [],
  eventTypes: [],
  waitlist: [],
  records: [],
};

/** Reads calendars in one statement, so of one snapshot and in one round trip, of however many calendars. */
export const readState = async (db: Executes, wanted: WantedState): Promise<StateRow> => {
  const statement = stateStatement(wanted);
  if (statement === undefined) return NOTHING;
  const query = CompiledQuery.raw(statement, [JSON.stringify(wanted)]);
  const { rows } = await db.executeQuery<Partial<StateRow>>(query);
  const [state] = rows;
  if (state === undefined) throw new RangeError('the reading of a state gave no row');
  return { ...NOTHING, ...state };
};
