import { createHash } from 'node:crypto';
import {
  DAY_MS,
  formatInstant,
  HOUR_MS,
  OPEN_REGISTRATION,
  registerUser,
  stateAvailability,
  stateEventType,
  type AccountDependencies,
  type Dependencies,
  type EventTypeStatement,
  type IdempotencyKey,
  type Role,
  type User,
} from '@slotkeeper/domain';

/** An account of the demo, and whether it was made just now. */
interface PlantedAccount {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly added: boolean;
}

export interface Planted {
  readonly accounts: readonly PlantedAccount[];
  /** How many ranges of availability were added just now. */
  readonly availabilityAdded: number;
  /** Whether the event type was added just now. */
  readonly eventTypeAdded: boolean;
}

const ACCOUNTS = [
  { email: 'ada@example.com', name: 'Ada', role: 'HOST' },
  { email: 'grace@example.com', name: 'Grace', role: 'USER' },
  { email: 'alan@example.com', name: 'Alan', role: 'USER' },
] as const;

const DAYS = 7;
const SLOT_MINUTES = 30;
/** Hours of the day, UTC. */
const OPENING_HOURS = [
  { from: 9, to: 12 },
  { from: 13, to: 17 },
] as const;

const EVENT_TYPE: EventTypeStatement = {
  name: 'Consultation',
  timeZone: 'Etc/UTC',
  durationsMinutes: [30, 60],
  stepMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 10,
  minimumNoticeMinutes: 60,
  hostMinimumNoticeMinutes: 0,
  horizon: { kind: 'days', days: 30 },
  limits: [{ per: 'event-type', period: 'day', maxBookings: 8 }],
  weekStartsOn: 'MO',
  seats: 1,
  maxConcurrent: 1,
  bookerMustBeFree: false,
  approvalMinutes: 1_440,
  cancelCutoffMinutes: 120,
};

/**
 * A host with an event type, two users and a week of availability from tomorrow on, through the use cases. What is there stays as it is:
 * on the same day, a second call adds nothing.
 *
 * @throws Error where the password breaks a rule, or an address of the demo is that of somebody with another role
 */
export const plantDemo = async (
  dependencies: Dependencies & AccountDependencies,
  password: string,
): Promise<Planted> => {
  const accounts: PlantedAccount[] = [];
  for (const account of ACCOUNTS) accounts.push(await plantAccount(dependencies, { ...account, password }));
  const hostId = accounts[0]?.id ?? '';
  const tomorrow = (Math.floor(dependencies.clock.now() / DAY_MS) + 1) * DAY_MS;
  let availabilityAdded = 0;
  for (let day = 0; day < DAYS; day += 1) {
    const midnight = tomorrow + day * DAY_MS;
    for (const { from, to } of OPENING_HOURS) {
      const range = { startTime: midnight + from * HOUR_MS, endTime: midnight + to * HOUR_MS };
      if (await plantAvailability(dependencies, hostId, range)) availabilityAdded += 1;
    }
  }
  return { accounts, availabilityAdded, eventTypeAdded: await plantEventType(dependencies, hostId) };
};

const plantAccount = async (
  dependencies: AccountDependencies,
  account: { readonly email: string; readonly name: string; readonly role: Role; readonly password: string },
): Promise<PlantedAccount> => {
  const { email, role } = account;
  const known = await dependencies.users.credentials(email);
  if (known !== undefined) return plantedOf(known.user, role, false);
  // Who runs an installation may open accounts, whoever else may.
  const registered = await registerUser({ ...dependencies, registration: OPEN_REGISTRATION })({
    ...account,
    timeZone: 'Etc/UTC',
  });
  if (registered.ok) return plantedOf(registered.value.answer, role, true);
  if (registered.error.kind === 'invalid_input') {
    const broken = registered.error.errors.map(({ field, message }) => `${field} ${message}`);
    throw new Error(`the demo can't be planted: ${broken.join('; ')}`);
  }
  if (registered.error.kind === 'registration_closed')
    throw new Error("the demo can't be planted: there are no passwords to log in with");
  // Another seed was faster.
  const rival = await dependencies.users.credentials(email);
  if (rival === undefined) throw new Error(`${email} is taken and can't be found`);
  return plantedOf(rival.user, role, false);
};

const plantedOf = ({ id, email, role }: User, wanted: Role, added: boolean): PlantedAccount => {
  if (role !== wanted) throw new Error(`${email} has the role ${role}, and the demo needs it as ${wanted}`);
  return { id, email, role, added };
};

/** @returns whether it was not there yet */
const plantAvailability = async (
  dependencies: Dependencies,
  hostId: string,
  range: { readonly startTime: number; readonly endTime: number },
): Promise<boolean> => {
  const mark = `seed ${formatInstant(range.startTime)} ${formatInstant(range.endTime)} ${SLOT_MINUTES}`;
  const stated = await stateAvailability(dependencies)({
    actor: { userId: hostId, role: 'HOST' },
    hostId,
    ...range,
    slotDuration: SLOT_MINUTES,
    idempotency: onceFor(hostId, mark),
  });
  if (!stated.ok) throw new Error(`the demo's availability was refused: ${JSON.stringify(stated.error)}`);
  return !stated.value.replayed;
};

/** @returns whether it was not there yet */
const plantEventType = async (dependencies: Dependencies, hostId: string): Promise<boolean> => {
  const stated = await stateEventType(dependencies)({
    actor: { userId: hostId, role: 'HOST' },
    hostId,
    statement: EVENT_TYPE,
    idempotency: onceFor(hostId, `seed ${EVENT_TYPE.name}`),
  });
  if (!stated.ok) throw new Error(`the demo's event type was refused: ${JSON.stringify(stated.error)}`);
  return !stated.value.replayed;
};

const onceFor = (callerId: string, mark: string): IdempotencyKey => ({
  callerId,
  key: mark,
  fingerprint: createHash('sha256').update(mark).digest('hex'),
});
