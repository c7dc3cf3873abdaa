import { EMAIL_LENGTH, EMAIL_PATTERN, PASSWORD_LENGTH, ROLES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { pageOf } from './page.js';
import { InstantText, NameText, TimeZoneName, UuidText } from './scalars.js';

const Role = Type.Enum(ROLES, { description: 'A HOST states availability; a USER books it.' });

export const Email = Type.String({
  minLength: EMAIL_LENGTH.min,
  maxLength: EMAIL_LENGTH.max,
  pattern: EMAIL_PATTERN,
  examples: ['ada@example.com'],
  'x-invalid': { code: 'invalid_email', message: 'must be an address such as ada@example.com' },
});

export const EXAMPLE_PASSWORD = 'seven teal herons nap';

const NewPassword = Type.String({
  minLength: PASSWORD_LENGTH.min,
  maxLength: PASSWORD_LENGTH.max,
  description:
    `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters of any kind, and not one that is easily guessed: ` +
    'a common one, one piece again and again, or little more than the own name or address.',
  examples: [EXAMPLE_PASSWORD],
});

const MAX_INVITATION_LENGTH = 200;

export const Registration = Type.Object(
  {
    email: Email,
    name: NameText,
    password: NewPassword,
    role: Role,
    timeZone: Type.Optional(Type.String({ ...TimeZoneName, default: 'UTC' })),
    invitation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_INVITATION_LENGTH,
        description: 'The code of an invitation, where accounts are opened by invitation.',
      }),
    ),
    organisationId: Type.Optional(
      Type.String({
        ...UuidText,
        description: 'To which the account will belong; an invitation tells it by itself.',
      }),
    ),
  },
  { title: 'Registration', additionalProperties: false },
);

export const AccountChangeRequest = Type.Object(
  { name: Type.Optional(NameText), timeZone: Type.Optional(TimeZoneName) },
  {
    title: 'AccountChange',
    additionalProperties: false,
    minProperties: 1,
    description: 'What is left out stays as it is.',
  },
);

export const PasswordChangeRequest = Type.Object(
  {
    currentPassword: Type.String({
      minLength: 1,
      maxLength: PASSWORD_LENGTH.max,
      examples: [EXAMPLE_PASSWORD],
    }),
    newPassword: NewPassword,
  },
  { title: 'PasswordChange', additionalProperties: false },
);

export const UserSchema = Type.Object(
  {
    id: UuidText,
    email: Type.String(),
    name: Type.String(),
    role: Role,
    organisationId: Type.Optional(
      Type.String({ ...UuidText, description: 'To which the account belongs; left out where it is none.' }),
    ),
    timeZone: TimeZoneName,
    createdAt: InstantText,
  },
  { title: 'User' },
);

export const ErasedAnswer = Type.Object(
  { id: Type.String({ ...UuidText, description: 'Whose account it was. It tells nothing of anybody now.' }) },
  { title: 'ErasedAccount' },
);

export const HostProfileSchema = Type.Object(
  { id: UuidText, name: Type.String(), timeZone: TimeZoneName },
  { title: 'HostProfile', description: 'What whoever is logged in may know of a host.' },
);

export const HostProfilePage = pageOf('HostProfilePage', HostProfileSchema);
