import { err, logIn, ok, registerUser, showHost, type Dependencies } from '@slotkeeper/domain';
import type { TokenService } from '../authentication/token-service.js';
import {
  listHostsOperation,
  logInOperation,
  registerUserOperation,
  showHostOperation,
  showOwnUserOperation,
} from '../operations/account-operations.js';
import { route, type Route } from '../operations/serve.js';
import { readCursor, uuidPart, writeCursor } from '../requests/cursor.js';
import { pageAnswer } from '../requests/page-answer.js';
import { DEFAULT_PAGE_LIMIT } from '../schemas/page.js';
import { wireUser } from '../schemas/wire.js';

const DEFAULT_TIME_ZONE = 'UTC';

export const accountRoutes = (
  dependencies: Dependencies,
  tokens: TokenService,
  prefix: string,
): readonly Route[] => [
  route(registerUserOperation, async ({ body }) => {
    const registered = await registerUser(dependencies)({
      ...body,
      timeZone: body.timeZone ?? DEFAULT_TIME_ZONE,
    });
    if (!registered.ok) return registered;
    return ok({ body: wireUser(registered.value), headers: { Location: `${prefix}/users/me` } });
  }),
  route(showOwnUserOperation, async ({ actor }) => {
    const user = await dependencies.users.byId(actor.userId);
    // The token outlived its account.
    if (user === undefined) return err({ kind: 'unauthenticated', error: 'invalid_token' });
    return ok({ body: wireUser(user) });
  }),
  route(logInOperation, async ({ body }) => {
    const loggedIn = await logIn(dependencies)(body);
    if (!loggedIn.ok) return loggedIn;
    const { id, role } = loggedIn.value;
    const { accessToken, expiresIn } = await tokens.issue({ userId: id, role });
    return ok({ body: { accessToken, tokenType: 'Bearer', expiresIn } });
  }),
  route(listHostsOperation, async ({ query, url }) => {
    const after = readCursor(query.cursor, [uuidPart]);
    if (!after.ok) return after;
    const limit = query.limit ?? DEFAULT_PAGE_LIMIT;
    const { items, hasMore } = await dependencies.users.hosts({ limit, afterId: after.value?.[0] });
    const last = hasMore ? items.at(-1) : undefined;
    return ok(pageAnswer(url, [...items], last === undefined ? null : writeCursor(last.id)));
  }),
  route(showHostOperation, async ({ params }) => {
    const host = await showHost(dependencies)(params.hostId);
    return host.ok ? ok({ body: host.value }) : host;
  }),
];
