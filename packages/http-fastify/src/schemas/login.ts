import { PASSWORD_LENGTH } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { UuidText } from './scalars.js';
import { Email, EXAMPLE_PASSWORD } from './user.js';

export const LoginRequest = Type.Object(
  {
    email: Email,
    password: Type.String({
      minLength: 1,
      maxLength: PASSWORD_LENGTH.max,
      examples: [EXAMPLE_PASSWORD],
    }),
    organisationId: Type.Optional(
      Type.String({ ...UuidText, description: 'Of the account; left out where it belongs to none.' }),
    ),
  },
  { title: 'LoginRequest', additionalProperties: false },
);

const MAX_TOKEN_LENGTH = 200;

export const RefreshRequest = Type.Object(
  {
    refreshToken: Type.String({
      minLength: 1,
      maxLength: MAX_TOKEN_LENGTH,
      description: 'The latest that was answered.',
    }),
  },
  { title: 'RefreshRequest', additionalProperties: false },
);

export const LoggedInAnswer = Type.Object(
  {
    accessToken: Type.String({ description: 'To be sent as `Authorization: Bearer …` (RFC 6750).' }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ minimum: 1, description: 'Seconds that the access token is good for.' }),
    refreshToken: Type.String({ description: 'Good once, for the next tokens: POST /auth/refresh.' }),
    refreshExpiresIn: Type.Integer({
      minimum: 0,
      description: 'Seconds that the refresh token is good for.',
    }),
  },
  { title: 'LoggedIn' },
);

export const LoggedOutAnswer = Type.Object({ loggedOut: Type.Literal(true) }, { title: 'LoggedOut' });
