// A policy of one's own, from one function: no bookings in the last week of a quarter. Listing, booking and explaining
// go by it like by those that are there already. Run: node examples/custom-policy.js

import { randomUUID } from 'node:crypto';
import {
  book,
  customPolicy,
  evaluatorOf,
  explainSlot,
  formatInstant,
  formatLocalDate,
  listSlots,
  loadZoneTables,
  parseInstant,
  parseLocalDate,
  POLICIES,
  showBookingHistory,
  stateAvailability,
  stateEventType,
} from '@slotkeeper/domain';
import { createInMemoryStore } from '@slotkeeper/in-memory';

const expectOk = (result) => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

const CLOSING_DAYS = 7;

/** The first date of the quarter that comes after a date. */
const nextQuarter = (date) => {
  const [year, month] = formatLocalDate(date).split('-').map(Number);
  const next = Math.floor((month - 1) / 3) * 3 + 4;
  const [nextYear, nextMonth] = next > 12 ? [year + 1, 1] : [year, next];
  return expectOk(parseLocalDate(`${nextYear}-${String(nextMonth).padStart(2, '0')}-01`));
};

// The policy is this function: the figures of a refusal, or undefined where it has nothing against a range.
const quarterClosing = customPolicy('quarter_closing', ({ start }, { localCalendar }) => {
  if (localCalendar === undefined) return undefined;
  const date = localCalendar.dateOf(start);
  const opensOn = nextQuarter(date);
  return date < opensOn - CLOSING_DAYS
    ? undefined
    : { date: formatLocalDate(date), opensOn: formatLocalDate(opensOn) };
});

const instant = (text) => expectOk(parseInstant(text));
const clock = { now: () => instant('2025-06-20T08:00:00Z') };
const dependencies = {
  ...createInMemoryStore({ clock }),
  clock,
  ids: { next: () => randomUUID() },
  zones: await loadZoneTables(),
  evaluator: evaluatorOf([...POLICIES, quarterClosing]),
};

const account = async (name, role) => {
  const id = randomUUID();
  const user = { id, email: `${name}@example.com`, name, role, timeZone: 'UTC', createdAt: clock.now() };
  expectOk(await dependencies.users.add(user, 'no password: this program has no login'));
  return { userId: id, role };
};

const [host, grace] = [await account('ada', 'HOST'), await account('grace', 'USER')];
for (const day of ['2025-06-23', '2025-06-24', '2025-07-01']) {
  const range = { startTime: instant(`${day}T10:00:00Z`), endTime: instant(`${day}T11:00:00Z`) };
  expectOk(
    await stateAvailability(dependencies)({ actor: host, hostId: host.userId, ...range, slotDuration: 60 }),
  );
}
const { answer: eventType } = expectOk(
  await stateEventType(dependencies)({
    actor: host,
    hostId: host.userId,
    statement: {
      name: 'Consultation',
      timeZone: 'UTC',
      durationsMinutes: [60],
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      minimumNoticeMinutes: 0,
      hostMinimumNoticeMinutes: 0,
      horizon: { kind: 'days', days: 30 },
      limits: [],
      weekStartsOn: 'MO',
      seats: 1,
      maxConcurrent: 1,
      bookerMustBeFree: false,
    },
  }),
);

const range = { from: instant('2025-06-21T00:00:00Z'), to: instant('2025-07-02T00:00:00Z') };
const wanted = { eventTypeId: eventType.id, startTime: instant('2025-06-24T10:00:00Z') };

const { items } = expectOk(
  await listSlots(dependencies)({ eventTypeId: eventType.id, ...range, limit: 100 }),
);
console.log(`listed: ${items.map(({ startTime }) => formatInstant(startTime)).join(', ')}`);

const refused = await book(dependencies)({ actor: grace, ...wanted });
if (refused.ok) throw new Error('the quarter is closing, and it was booked');
const { kind, code, figures, alternatives } = refused.error;
console.log(`booked: ${kind} ${code} ${JSON.stringify(figures)}`);
console.log(`instead: ${alternatives.map(({ startTime }) => formatInstant(startTime)).join(', ')}`);

const later = { ...wanted, startTime: instant('2025-09-30T10:00:00Z') };
const { refusals } = expectOk(await explainSlot(dependencies)({ actor: grace, ...later }));
console.log(`explained: ${refusals.map((refusal) => refusal.code ?? refusal.kind).join(', ')}`);

const { answer: booking } = expectOk(
  await book(dependencies)({
    actor: host,
    bookerId: grace.userId,
    ...wanted,
    overrides: ['quarter_closing'],
  }),
);
const [entry] = expectOk(await showBookingHistory(dependencies)({ actor: host, id: booking.id }));
console.log(`by the host: ${entry.type}, overridden ${entry.overridden.join(', ')}`);
