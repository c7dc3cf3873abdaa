import type { InvalidInput, OrganisationNotFound } from '@slotkeeper/domain';
import { InputFault } from '../rules/input-fault.js';

const GIVEN = 'what was given is';

/** What ends a command whose input the domain has refused. */
export const refused = (refusal: InvalidInput | OrganisationNotFound): InputFault =>
  refusal.kind === 'invalid_input'
    ? new InputFault(GIVEN, refusal.errors)
    : new InputFault(GIVEN, [
        {
          field: 'organisation',
          code: 'organisation_not_found',
          message: 'there is no organisation of this id',
        },
      ]);
