import type { Organisations } from '@slotkeeper/domain';
import type { Accounts } from './accounts.js';

export const createOrganisations = ({ organisations }: Pick<Accounts, 'organisations'>): Organisations => ({
  add: async (organisation) => {
    if (organisations.has(organisation.id))
      throw new RangeError(`there is an organisation ${organisation.id} already`);
    organisations.set(organisation.id, Object.freeze({ ...organisation }));
  },
  byId: async (id) => organisations.get(id),
  all: async () => [...organisations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
});
