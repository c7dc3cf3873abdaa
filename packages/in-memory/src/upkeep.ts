import type { Upkeep } from '@slotkeeper/domain';
import { endLogin } from './accounts.js';
import type { StoreState } from './store-state.js';

export const createUpkeep = ({ accounts, records }: Pick<StoreState, 'accounts' | 'records'>): Upkeep => ({
  prune: async ({ answersBefore, expiredBefore, limit }) => {
    const logins = [...accounts.logins.values()]
      .filter(({ expiresAt }) => expiresAt <= expiredBefore)
      .slice(0, limit);
    for (const { id } of logins) endLogin(accounts, id);
    const invitations = [...accounts.invitations]
      .filter(([, { expiresAt }]) => expiresAt <= expiredBefore)
      .slice(0, limit);
    for (const [digest] of invitations) accounts.invitations.delete(digest);
    return {
      answers: records.prune(answersBefore, limit),
      logins: logins.length,
      invitations: invitations.length,
    };
  },
});
