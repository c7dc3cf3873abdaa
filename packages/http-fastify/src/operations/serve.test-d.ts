import { err, ok, type Actor } from '@slotkeeper/domain';
import { registerUserOperation, showHostOperation, showOwnUserOperation } from './account-operations.js';
import { bookOperation } from './booking-operations.js';
import { defineOperation } from './operation.js';
import { route } from './serve.js';

/** A handler that answers what its operation lists. */
export const listed = route(showHostOperation, async ({ params }) =>
  err({ kind: 'host_not_found', hostId: params.hostId }),
);

// @ts-expect-error the operation does not list this problem, so its document would not either
export const unlisted = route(showHostOperation, async () => err({ kind: 'forbidden' }));

// @ts-expect-error the answer lacks members that the schema promises
export const incomplete = route(showHostOperation, async ({ params }) => ok({ body: { id: params.hostId } }));

export const withoutActor = route(registerUserOperation, async ({ actor }) => {
  // @ts-expect-error whoever asks without a login is nobody
  const { userId }: Actor = actor;
  return userId === '' ? err({ kind: 'email_taken' }) : err({ kind: 'invalid_input', errors: [] });
});

export const withActor = route(showOwnUserOperation, async ({ actor }) =>
  actor.userId === '' ? err({ kind: 'account_not_found' }) : err({ kind: 'account_not_found' }),
);

export const perhapsWithActor = route(bookOperation, async ({ actor }) => {
  // @ts-expect-error a guest books without a login
  const { userId }: Actor = actor;
  return err({ kind: userId === '' ? 'unauthenticated' : 'guests_not_allowed' });
});

export const withInstants = route(bookOperation, async ({ body }) =>
  // @ts-expect-error a text of the wire is no instant
  err({ kind: 'time_taken', busy: { start: body.startTime, end: body.startTime } }),
);

const { access: _access, ...withoutRow } = showHostOperation;

// @ts-expect-error nobody has said who may do it
export const unsaid = defineOperation(withoutRow);

// @ts-expect-error the table of access has no such row
export const unknown = defineOperation({ ...withoutRow, access: 'host.rename' });
