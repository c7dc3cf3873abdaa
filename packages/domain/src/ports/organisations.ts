import type { Organisation, OrganisationId } from '../identity/organisation.js';

/** The tenants beside the installation itself. */
export interface Organisations {
  readonly add: (organisation: Organisation) => Promise<void>;
  readonly byId: (id: OrganisationId) => Promise<Organisation | undefined>;
  /** In order of id. */
  readonly all: () => Promise<readonly Organisation[]>;
}
