import type { Invitations } from '@slotkeeper/domain';
import { assertOrganisation, type Accounts } from './accounts.js';

export const createInvitations = (accounts: Accounts): Invitations => ({
  add: async (invitation, digest) => {
    assertOrganisation(accounts, invitation.organisationId);
    accounts.invitations.set(digest, Object.freeze({ ...invitation }));
  },
  byDigest: async (digest) => accounts.invitations.get(digest),
});
