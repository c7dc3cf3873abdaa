import { ROLES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { pageOf } from './page.js';
import { InstantText, NameText, TimeZoneName, UuidText } from './scalars.js';

/** Hashing takes any length; the bound keeps a request cheap. */
const PASSWORD_LENGTH = { min: 8, max: 256 } as const;

const Role = Type.Enum(ROLES, { description: 'A HOST states availability; a USER books it.' });

// A store keeps text as UTF-8 without NUL: control characters and lone surrogates are refused at the door.
const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@\\p{Cc}\\p{Cs}]+@[^\\s@\\p{Cc}\\p{Cs}]+$',
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
  { title: 'HostProfile', description: 'What everybody may know of a host.' },
);

export const HostProfilePage = pageOf('HostProfilePage', HostProfileSchema);
