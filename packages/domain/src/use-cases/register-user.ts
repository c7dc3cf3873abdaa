import type { Role, User } from '../identity/user.js';
import { emailKey } from '../identity/user.js';
import type { Invitation } from '../identity/invitation.js';
import { OPEN_REGISTRATION } from '../identity/invitation.js';
import type { OrganisationId } from '../identity/organisation.js';
import { checkPassword, type PasswordBlocklist } from '../identity/check-password.js';
import { checkPerson } from '../identity/check-person.js';
import { invalidInput, type InvalidInput, unknownTimeZone } from '../invalid-input.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import type { EmailTaken } from '../ports/users.js';
import { err, ok, type Result } from '../result.js';
import type { Instant } from '../time/instant.js';
import { answerOnce } from './answer-once.js';
import type { AccountDependencies } from './dependencies.js';
import { passwordForm } from './password-form.js';
import type { InvitationRefused, OrganisationNotFound, RegistrationClosed } from './refusal.js';

export interface RegisterUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  /** IANA name of a zone. */
  readonly timeZone: string;
  /** The code of an invitation, which tells the organisation. */
  readonly invitation?: string | undefined;
  /** The installation itself if left out. */
  readonly organisationId?: OrganisationId | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
}

export type RegisterRefusal =
  InvalidInput | EmailTaken | RegistrationClosed | InvitationRefused | OrganisationNotFound | KeyReused;

const NONE_COMMON: PasswordBlocklist = { has: () => false };

/**
 * Opens an account. A HOST gets a calendar with it. Every field that breaks a rule is named: `invalid_email`,
 * `invalid_name`, `too_short`, `too_long` and `too_common`, `unknown_time_zone`. Without passwords, no account is opened
 * so: it is opened by the first token of an outside issuer.
 */
export const registerUser =
  (dependencies: AccountDependencies) =>
  async (command: RegisterUser): Promise<Result<Decided<User>, RegisterRefusal>> => {
    const { users, passwords, clock, ids, secrets } = dependencies;
    const errors = checkNewcomer(dependencies, command);
    if (errors.length > 0) return err(invalidInput(errors));
    return answerOnce<User, Exclude<RegisterRefusal, KeyReused>>(
      dependencies,
      command.idempotency,
      async (keeping) => {
        const now = clock.now();
        const allowed = await allowNewcomer(dependencies, command, now);
        if (!allowed.ok) return allowed;
        const { email, name, role, timeZone, invitation } = command;
        const { organisationId } = allowed.value;
        const user: User = {
          id: ids.next(),
          email,
          name,
          role,
          ...(organisationId === undefined ? {} : { organisationId }),
          timeZone,
          createdAt: now,
        };
        const passwordHash = await passwords.hash(passwordForm(command.password));
        const added = await users.add(user, passwordHash, {
          invitationDigest: invitation === undefined ? undefined : secrets.digest(invitation),
          kept: keeping(user, user.id),
        });
        if (added.ok) return ok(user);
        switch (added.error.kind) {
          case 'invitation_spent':
            return err({ kind: 'invitation_refused' });
          case 'identity_taken':
            throw new RangeError('an account was refused for an identity that it does not have');
          default:
            return err(added.error);
        }
      },
    );
  };

const checkNewcomer = (
  { zones, blocklist = NONE_COMMON }: Pick<AccountDependencies, 'zones' | 'blocklist'>,
  { email, name, password, timeZone }: RegisterUser,
) => [
  ...checkPerson({ email, name }),
  ...checkPassword(password, { email, name }, blocklist),
  ...(zones.has(timeZone) ? [] : [unknownTimeZone('timeZone')]),
];

/** Where the newcomer will belong, if an account may be opened at all. */
const allowNewcomer = async (
  dependencies: Pick<
    AccountDependencies,
    'registration' | 'passwordLogin' | 'invitations' | 'organisations' | 'secrets'
  >,
  command: RegisterUser,
  now: Instant,
): Promise<
  Result<
    { readonly organisationId: OrganisationId | undefined },
    RegistrationClosed | InvitationRefused | OrganisationNotFound
  >
> => {
  const { registration = OPEN_REGISTRATION, passwordLogin = true, secrets } = dependencies;
  const mode = passwordLogin ? registration[command.role] : 'closed';
  if (mode === 'closed') return err({ kind: 'registration_closed', mode });
  if (command.invitation !== undefined) {
    const invitation = await dependencies.invitations.byDigest(secrets.digest(command.invitation));
    return invitation !== undefined && isFor(invitation, command, now)
      ? ok({ organisationId: invitation.organisationId })
      : err({ kind: 'invitation_refused' });
  }
  if (mode === 'invitation') return err({ kind: 'registration_closed', mode });
  const { organisationId } = command;
  const exists =
    organisationId === undefined || (await dependencies.organisations.byId(organisationId)) !== undefined;
  return exists ? ok({ organisationId }) : err({ kind: 'organisation_not_found' });
};

const isFor = (
  { role, email, organisationId, expiresAt, usedAt }: Invitation,
  command: RegisterUser,
  now: Instant,
): boolean =>
  usedAt === undefined &&
  now < expiresAt &&
  role === command.role &&
  (email === undefined || emailKey(email) === emailKey(command.email)) &&
  (command.organisationId === undefined || command.organisationId === organisationId);
