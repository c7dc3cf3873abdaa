import {
  logIn,
  logOut,
  logOutEverywhere,
  ok,
  refreshLogin,
  type Decided,
  type LoggedIn,
} from '@slotkeeper/domain';
import {
  logInOperation,
  logOutEverywhereOperation,
  logOutOperation,
  refreshLoginOperation,
} from '../operations/login-operations.js';
import { route, type Route } from '../operations/serve.js';
import { replayedHeader } from '../requests/idempotency-key.js';

export const loginRoutes: readonly Route[] = [
  route(logInOperation, async ({ body, idempotency }, dependencies) => {
    const loggedIn = await logIn(dependencies)({ ...body, idempotency });
    return loggedIn.ok ? ok(tokensOf(loggedIn.value)) : loggedIn;
  }),
  route(refreshLoginOperation, async ({ body, idempotency }, dependencies) => {
    const refreshed = await refreshLogin(dependencies)({ ...body, idempotency });
    return refreshed.ok ? ok(tokensOf(refreshed.value)) : refreshed;
  }),
  route(logOutOperation, async ({ body }, dependencies) => {
    await logOut(dependencies)(body);
    return ok({ body: { loggedOut: true } });
  }),
  route(logOutEverywhereOperation, async ({ actor }, dependencies) => {
    await logOutEverywhere(dependencies)({ actor });
    return ok({ body: { loggedOut: true } });
  }),
];

const tokensOf = ({ answer, replayed }: Decided<LoggedIn>) => {
  const { accessToken, expiresIn, refreshToken, refreshExpiresIn } = answer;
  return {
    body: { accessToken, tokenType: 'Bearer' as const, expiresIn, refreshToken, refreshExpiresIn },
    headers: replayedHeader(replayed),
  };
};
