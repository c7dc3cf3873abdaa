import { err, ok, type Actor } from '@slotkeeper/domain';
import { registerUserOperation, showHostOperation } from './account-operations.js';
import { bookOperation } from './booking-operations.js';
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

export const withActor = route(bookOperation, async ({ actor, body }) =>
  // @ts-expect-error a text of the wire is no instant
  err({ kind: 'time_taken', busy: { start: body.startTime, end: body.startTime }, hostId: actor.userId }),
);
