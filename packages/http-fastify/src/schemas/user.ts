import { EMAIL_LENGTH, EMAIL_PATTERN, PASSWORD_LENGTH, ROLES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { pageOf } from './page.js';
import { InstantText, NameText, TimeZoneName, UuidText } from './scalars.js';

const Role = Type.Enum(ROLES, { description: 'A HOST states availability; a USER books it.' });

const Email = Type.String({
  minLength: EMAIL_LENGTH.min,
  maxLength: EMAIL_LENGTH.max,
  pattern: EMAIL_PATTERN,
  examples: ['ada@example.com'],
  'x-invalid': { code: 'invalid_email', message: 'must be an address such as ada@example.com' },
});

export const Registration = Type.Object(
  {
    email: Email,
    name: NameText,
    password: Type.String({
      minLength: PASSWORD_LENGTH.min,
      maxLength: PASSWORD_LENGTH.max,
      description: `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters of any kind.`,
      examples: ['correct horse battery staple'],
    }),
    role: Role,
    timeZone: Type.Optional(Type.String({ ...TimeZoneName, default: 'UTC' })),
  },
  { title: 'Registration', additionalProperties: false },
);

export const UserSchema = Type.Object(
  {
    id: UuidText,
    email: Type.String(),
    name: Type.String(),
    role: Role,
    timeZone: TimeZoneName,
    createdAt: InstantText,
  },
  { title: 'User' },
);

export const LoginRequest = Type.Object(
  {
    email: Email,
    password: Type.String({
      minLength: 1,
      maxLength: PASSWORD_LENGTH.max,
      examples: ['correct horse battery staple'],
    }),
  },
  { title: 'LoginRequest', additionalProperties: false },
);

export const AccessTokenAnswer = Type.Object(
  {
    accessToken: Type.String({ description: 'To be sent as `Authorization: Bearer …` (RFC 6750).' }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ minimum: 1, description: 'Seconds.' }),
  },
  { title: 'AccessToken' },
);

export const HostProfileSchema = Type.Object(
  { id: UuidText, name: Type.String(), timeZone: TimeZoneName },
  { title: 'HostProfile', description: 'What whoever is logged in may know of a host.' },
);

export const HostProfilePage = pageOf('HostProfilePage', HostProfileSchema);
