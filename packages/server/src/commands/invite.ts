import { formatInstant, invite, type Role } from '@slotkeeper/domain';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import type { Outcome } from './outcome.js';
import { refused } from './refused.js';
import { withUseCases } from './with-use-cases.js';

export interface InviteOptions {
  readonly role: Role;
  readonly email?: string;
  /** An id. */
  readonly organisation?: string;
  readonly days: number;
}

/** Makes an invitation to open an account, and tells its code this once. */
export const inviteSomebody = async (
  configuration: Configuration,
  { role, email, organisation, days }: InviteOptions,
): Promise<Outcome> => {
  const invited = await withUseCases(configuration, (dependencies) =>
    invite(dependencies)({ role, email, organisationId: organisation, days }),
  );
  if (!invited.ok) throw refused(invited.error);
  const { invitation, code } = invited.value;
  const expiresAt = formatInstant(invitation.expiresAt);
  return {
    exitCode: EXIT.done,
    json: {
      id: invitation.id,
      role,
      email: invitation.email ?? null,
      organisationId: invitation.organisationId ?? null,
      expiresAt,
      code,
    },
    text: [
      `code: ${code}`,
      `It opens one account of a ${role}${email === undefined ? '' : `, for ${email}`}, until ${expiresAt}: send it as "invitation" to POST /users. It is not shown again.`,
    ].join('\n'),
  };
};
