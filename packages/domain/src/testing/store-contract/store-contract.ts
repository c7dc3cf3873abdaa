import { within } from '../deadline.js';
import { manualClock } from '../manual-clock.js';
import { sequentialIds } from '../sequential-ids.js';
import { ACCOUNT_OPENINGS } from './account-openings.js';
import { ACCOUNTS } from './accounts.js';
import { ALL_OR_NOTHING } from './all-or-nothing.js';
import { API_KEYS } from './api-keys.js';
import { BOOKER_CALENDARS } from './booker-calendars.js';
import type { ContractCase, ContractRule, StoreSetup } from './contract-case.js';
import { DEADLINES } from './deadlines.js';
import { ERASURE } from './erasure.js';
import { EVENT_TYPES } from './event-types.js';
import { EVENTS_AND_HISTORY } from './events-and-history.js';
import { GUEST_BOOKINGS } from './guests.js';
import { IDEMPOTENCY } from './idempotency.js';
import { INTENT_READINGS } from './intent-readings.js';
import { ISOLATION_OF_COPIES } from './isolation-of-copies.js';
import { KEPT_ANSWERS } from './kept-answers.js';
import { LOGINS } from './logins.js';
import { OUTBOX } from './outbox.js';
import { PAGES } from './pages.js';
import { RACING_WRITERS } from './racing-writers.js';
import { READINGS } from './readings.js';
import { ROUND_TRIP } from './round-trip.js';
import { SHARED_CLAIMS } from './shared-claims.js';
import { TENANTS } from './tenants.js';
import { UPKEEP } from './upkeep.js';
import { WAITLISTS } from './waitlists.js';

const RULES: readonly ContractRule[] = [
  ...RACING_WRITERS,
  ...ALL_OR_NOTHING,
  ...ISOLATION_OF_COPIES,
  ...ROUND_TRIP,
  ...READINGS,
  ...INTENT_READINGS,
  ...SHARED_CLAIMS,
  ...DEADLINES,
  ...BOOKER_CALENDARS,
  ...EVENT_TYPES,
  ...WAITLISTS,
  ...PAGES,
  ...IDEMPOTENCY,
  ...EVENTS_AND_HISTORY,
  ...OUTBOX,
  ...ACCOUNTS,
  ...ACCOUNT_OPENINGS,
  ...LOGINS,
  ...API_KEYS,
  ...KEPT_ANSWERS,
  ...GUEST_BOOKINGS,
  ...TENANTS,
  ...ERASURE,
  ...UPKEEP,
];

export interface ContractOptions {
  /** How long one case may take, setup apart, before it counts as stuck. Milliseconds; 20,000 if left out. */
  readonly patienceMs?: number | undefined;
}

const DEFAULT_PATIENCE_MS = 20_000;

/**
 * What every `Store` promises, as cases that any test runner can run: each opens a store of its own with `setup`, and
 * rejects with an `ExpectationFailed` that says what was expected and what came instead. The cases share nothing and
 * may run in any order, or at once if the setups may.
 */
export const storeContract = (
  setup: StoreSetup,
  { patienceMs = DEFAULT_PATIENCE_MS }: ContractOptions = {},
): readonly ContractCase[] =>
  RULES.map(({ name, check }) => ({
    name,
    run: async () => {
      const clock = manualClock();
      const { store, teardown } = await setup(clock);
      const stage = { store, clock, ids: sequentialIds() };
      const checked = within(patienceMs, 'the case', check(stage));
      await Promise.allSettled([checked]);
      const closed = within(patienceMs, 'the teardown', teardown());
      await Promise.allSettled([closed]);
      // What the case found comes first: a teardown after a failure may well fail too.
      await checked;
      await closed;
    },
  }));
