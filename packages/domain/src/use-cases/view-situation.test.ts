import { beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryStore } from '@slotkeeper/in-memory';
import type { EventType } from '../booking/event-type.js';
import type { Store } from '../ports/store.js';
import { actorOf, aHost, aUser } from '../testing/builders.js';
import { DEFAULT_NOW, manualClock, type ManualClock } from '../testing/manual-clock.js';
import { sequentialIds } from '../testing/sequential-ids.js';
import { HOUR_MS } from '../time/instant.js';
import { loadZoneTables } from '../time/zone-tables.js';
import { stateEventType } from './state-event-type.js';
import { viewSituation } from './view-situation.js';
import { statementOf } from '../testing/statement-of.js';
import { unwrap } from '../testing/unwrap.js';

const ZONES = await loadZoneTables();
const STRETCH = { start: DEFAULT_NOW, end: DEFAULT_NOW + 24 * HOUR_MS };
const host = actorOf({ id: '00000000-0000-4000-8000-0000000000aa', role: 'HOST' });
const ada = actorOf({ id: '00000000-0000-4000-8000-0000000000ba', role: 'USER' });

let clock: ManualClock;
let store: Store;
let ids: ReturnType<typeof sequentialIds>;

beforeEach(async () => {
  clock = manualClock();
  store = createInMemoryStore({ clock });
  ids = sequentialIds();
  unwrap(await store.users.add(aHost({ id: host.userId }), 'hash'));
  unwrap(await store.users.add(aUser({ id: ada.userId }), 'hash'));
});

const state = async (terms: Partial<EventType> = {}): Promise<EventType> => {
  const dependencies = { ...store, clock, ids, zones: ZONES };
  return unwrap(
    await stateEventType(dependencies)({ actor: host, hostId: host.userId, statement: statementOf(terms) }),
  ).answer;
};

const view = (eventType: EventType | undefined, bookerId?: string, hostId = host.userId) =>
  viewSituation(
    { queries: store.queries, clock, zones: ZONES },
    { hostId, eventType, bookerId, attendees: 1, asHost: false },
    STRETCH,
  );

describe('a situation rests on the state of its calendar alone', () => {
  it('where nobody’s other bookings matter', async () => {
    const [plain, watching] = [await state(), await state({ bookerMustBeFree: true })];
    expect(unwrap(await view(undefined)).restsOnState).toBe(true);
    expect(unwrap(await view(undefined, ada.userId)).restsOnState).toBe(true);
    expect(unwrap(await view(plain, ada.userId)).restsOnState).toBe(true);
    expect(unwrap(await view(watching)).restsOnState).toBe(true);
    const watched = unwrap(await view(watching, ada.userId));
    expect(watched.restsOnState).toBe(false);
    expect(watched.situation.bookerBusy).toBeDefined();
    expect(unwrap(await view(plain, ada.userId)).situation.bookerBusy).toBeUndefined();
  });

  it('and on terms that have not changed since they were read', async () => {
    const [one] = [await state(), await state()];
    expect(unwrap(await view(one)).restsOnState).toBe(true);
    expect(unwrap(await view({ ...one, revision: one.revision + 1 })).restsOnState).toBe(false);
    expect(unwrap(await view({ ...one, id: 'withdrawn' })).restsOnState).toBe(false);
  });
});

it('there is no situation of somebody who is no host', async () => {
  for (const id of [ada.userId, '00000000-0000-4000-8000-0000000000cc'])
    expect(await view(undefined, undefined, id)).toEqual({
      ok: false,
      error: { kind: 'host_not_found', hostId: id },
    });
});
