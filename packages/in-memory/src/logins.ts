import { err, ok, type Login, type Logins, type TokenRefused } from '@slotkeeper/domain';
import { endLogin } from './accounts.js';
import { keepAnswer } from './keep-answer.js';
import type { StoreState } from './store-state.js';

export const createLogins = (state: Pick<StoreState, 'accounts' | 'keyLocks' | 'records'>): Logins => {
  const { accounts } = state;
  const { logins, loginTokens } = accounts;
  const loginOf = (tokenDigest: string): Login | undefined =>
    logins.get(loginTokens.get(tokenDigest)?.loginId ?? '');
  return {
    begin: ({ login, tokenDigest, provenBy, kept }) =>
      keepAnswer(state, kept, () => {
        if (accounts.people.get(login.userId)?.passwordHash !== provenBy)
          return err({ kind: 'proof_outdated' });
        logins.set(login.id, Object.freeze({ ...login }));
        loginTokens.set(tokenDigest, { loginId: login.id, taken: false });
        return ok(undefined);
      }),
    byToken: async (tokenDigest) => loginOf(tokenDigest),
    renew: ({ tokenDigest, nextDigest, now, expiresAt, kept }) =>
      keepAnswer(state, kept, () => {
        const token = loginTokens.get(tokenDigest);
        const login = loginOf(tokenDigest);
        if (token === undefined || login === undefined) return refused('unknown');
        if (token.taken) {
          endLogin(accounts, login.id);
          return refused('reused');
        }
        if (now >= login.expiresAt) return refused('expired');
        token.taken = true;
        loginTokens.set(nextDigest, { loginId: login.id, taken: false });
        const renewed = Object.freeze({ ...login, expiresAt });
        logins.set(login.id, renewed);
        return ok(renewed);
      }),
    end: async (tokenDigest) => {
      const login = loginOf(tokenDigest);
      if (login !== undefined) endLogin(accounts, login.id);
    },
    endAllOf: async (userId) => {
      for (const login of logins.values()) if (login.userId === userId) endLogin(accounts, login.id);
    },
  };
};

const refused = (reason: TokenRefused['reason']) => err<TokenRefused>({ kind: 'token_refused', reason });
