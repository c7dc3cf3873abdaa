import { checkPerson, checkPersonName } from '../identity/check-person.js';
import type { Invitation } from '../identity/invitation.js';
import type { Organisation, OrganisationId } from '../identity/organisation.js';
import type { Role } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import { err, ok, type Result } from '../result.js';
import { DAY_MS } from '../time/instant.js';
import type { AccountDependencies } from './dependencies.js';
import type { OrganisationNotFound } from './refusal.js';
import { checkCount } from './wanted-time.js';

export const MAX_INVITATION_DAYS = 365;

export interface Invite {
  readonly role: Role;
  readonly email?: string | undefined;
  readonly organisationId?: OrganisationId | undefined;
  /** For how many days it is good: 1 to {@link MAX_INVITATION_DAYS}. */
  readonly days: number;
}

/** Makes an invitation, and the code that is told this once. It is for those who run the installation. */
export const invite =
  ({
    invitations,
    organisations,
    secrets,
    ids,
    clock,
  }: Pick<AccountDependencies, 'invitations' | 'organisations' | 'secrets' | 'ids' | 'clock'>) =>
  async ({
    role,
    email,
    organisationId,
    days,
  }: Invite): Promise<
    Result<{ readonly invitation: Invitation; readonly code: string }, InvalidInput | OrganisationNotFound>
  > => {
    const errors = [
      ...checkCount('days', days, MAX_INVITATION_DAYS),
      ...(email === undefined ? [] : checkPerson({ email, name: email })),
    ];
    if (errors.length > 0) return err(invalidInput(errors));
    if (organisationId !== undefined && (await organisations.byId(organisationId)) === undefined)
      return err({ kind: 'organisation_not_found' });
    const createdAt = clock.now();
    const invitation: Invitation = {
      id: ids.next(),
      role,
      ...(organisationId === undefined ? {} : { organisationId }),
      ...(email === undefined ? {} : { email }),
      createdAt,
      expiresAt: createdAt + days * DAY_MS,
    };
    const code = secrets.next();
    await invitations.add(invitation, secrets.digest(code));
    return ok({ invitation, code });
  };

/** Makes a tenant. It is for those who run the installation. */
export const addOrganisation =
  ({ organisations, ids, clock }: Pick<AccountDependencies, 'organisations' | 'ids' | 'clock'>) =>
  async ({ name }: { readonly name: string }): Promise<Result<Organisation, InvalidInput>> => {
    const errors = checkPersonName(name);
    if (errors.length > 0) return err(invalidInput(errors));
    const organisation: Organisation = { id: ids.next(), name, createdAt: clock.now() };
    await organisations.add(organisation);
    return ok(organisation);
  };
