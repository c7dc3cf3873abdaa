import type { Caller } from '../identity/authorization.js';
import { checkPerson } from '../identity/check-person.js';
import { OPEN_REGISTRATION } from '../identity/invitation.js';
import type { Role, User } from '../identity/user.js';
import { invalidInput, type InvalidInput } from '../invalid-input.js';
import type { EmailTaken, OutsideIdentity } from '../ports/users.js';
import { err, ok, type Result } from '../result.js';
import type { AccountDependencies } from './dependencies.js';
import type { RegistrationClosed } from './refusal.js';

/** What a token of an outside issuer, already verified, says of a person. */
export interface OutsidePerson extends OutsideIdentity {
  /** Only where the issuer says that it has verified it. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly role: Role;
}

/**
 * For whom an outside identity acts. The first time, an account of the installation itself is opened for it, where
 * accounts of its role are open; one that exists is never taken over because its address is the same.
 */
export const recogniseIdentity =
  ({
    users,
    ids,
    clock,
    registration = OPEN_REGISTRATION,
  }: Pick<AccountDependencies, 'users' | 'ids' | 'clock' | 'registration'>) =>
  async (person: OutsidePerson): Promise<Result<Caller, InvalidInput | RegistrationClosed | EmailTaken>> => {
    const { issuer, subject, role, email = '', name = email } = person;
    const known = await users.byIdentity({ issuer, subject });
    if (known !== undefined) return ok(callerOf(known));
    const mode = registration[role];
    if (mode !== 'open') return err({ kind: 'registration_closed', mode });
    const errors = checkPerson({ email, name });
    if (errors.length > 0) return err(invalidInput(errors));
    const user: User = { id: ids.next(), email, name, role, timeZone: 'UTC', createdAt: clock.now() };
    const added = await users.add(user, undefined, { identity: { issuer, subject } });
    if (added.ok) return ok(callerOf(user));
    // Another request of the same person may have been first.
    const other = await users.byIdentity({ issuer, subject });
    if (other !== undefined) return ok(callerOf(other));
    if (added.error.kind === 'email_taken') return err(added.error);
    throw new RangeError('an identity is taken, and nobody has it');
  };

const callerOf = ({ id: userId, role, organisationId }: User): Caller => ({
  actor: { userId, role },
  ...(organisationId === undefined ? {} : { organisationId }),
});
