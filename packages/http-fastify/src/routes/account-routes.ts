import {
  changeAccount,
  changePassword,
  eraseAccount,
  exportAccount,
  ok,
  registerUser,
  showAccount,
  showHost,
} from '@slotkeeper/domain';
import {
  changeAccountOperation,
  changePasswordOperation,
  eraseAccountOperation,
  exportAccountOperation,
  listHostsOperation,
  registerUserOperation,
  showHostOperation,
  showOwnUserOperation,
} from '../operations/account-operations.js';
import { route, type Route } from '../operations/serve.js';
import { readCursor, uuidPart, writeCursor } from '../requests/cursor.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { pageAnswer } from '../requests/page-answer.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { wireAccountExport, wireUser } from '../schemas/wire-account.js';

const DEFAULT_TIME_ZONE = 'UTC';

export const accountRoutes = (prefix: string): readonly Route[] => [
  route(registerUserOperation, async ({ body, idempotency }, dependencies) => {
    const registered = await registerUser(dependencies)({
      ...body,
      timeZone: body.timeZone ?? DEFAULT_TIME_ZONE,
      idempotency,
    });
    if (!registered.ok) return registered;
    const { answer, replayed } = registered.value;
    return ok({
      body: wireUser(answer),
      headers: { Location: `${prefix}/users/me`, ...replayedHeader(replayed) },
    });
  }),
  route(showOwnUserOperation, async ({ actor }, dependencies) => {
    const shown = await showAccount(dependencies)({ actor });
    return shown.ok ? ok({ body: wireUser(shown.value) }) : shown;
  }),
  route(changeAccountOperation, async ({ actor, body }, dependencies) => {
    const changed = await changeAccount(dependencies)({ actor, ...body });
    return changed.ok ? ok({ body: wireUser(changed.value) }) : changed;
  }),
  route(eraseAccountOperation, async ({ actor }, dependencies) => {
    try {
      const erased = await eraseAccount(dependencies)({ actor });
      return erased.ok ? ok({ body: { id: actor.userId } }) : erased;
    } finally {
      // Also where it is not known what became of it: then it is looked up.
      dependencies.accounts.forget(actor.userId);
    }
  }),
  route(exportAccountOperation, async ({ actor }, dependencies) => {
    const exported = await exportAccount(dependencies)({ actor });
    return exported.ok ? ok({ body: wireAccountExport(exported.value) }) : exported;
  }),
  route(changePasswordOperation, async ({ actor, body, idempotency }, dependencies) => {
    const changed = await changePassword(dependencies)({ actor, ...body, idempotency });
    if (!changed.ok) return changed;
    const { answer, replayed } = changed.value;
    return ok({ body: wireUser(answer), headers: replayedHeader(replayed) });
  }),
  route(listHostsOperation, async ({ query, url }, dependencies) => {
    const after = readCursor(query.cursor, [uuidPart]);
    if (!after.ok) return after;
    const limit = query.limit ?? DEFAULT_PAGE_LIMIT;
    const { items, hasMore } = await dependencies.users.hosts({ limit, afterId: after.value?.[0] });
    const last = hasMore ? items.at(-1) : undefined;
    return ok(pageAnswer(url, [...items], last === undefined ? null : writeCursor(last.id)));
  }),
  route(showHostOperation, async ({ params }, dependencies) => {
    const host = await showHost(dependencies)(params.hostId);
    return host.ok ? ok({ body: host.value }) : host;
  }),
];
