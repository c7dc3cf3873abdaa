import { NAME_LENGTH, SCOPES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { InstantText, NameText, UuidText } from './scalars.js';

const Scopes = Type.Array(Type.Enum(SCOPES), {
  minItems: 1,
  maxItems: SCOPES.length,
  description: 'What it may be used for, as each operation says.',
  examples: [['bookings:read']],
  'x-invalid': { code: 'invalid_scope', message: `must be one or more of ${SCOPES.join(', ')}` },
});

const KeyName = Type.String({
  ...NameText,
  maxLength: NAME_LENGTH.max,
  description: 'What the holder calls it.',
  examples: ['Calendar of the front desk'],
});

export const ApiKeyRequest = Type.Object(
  {
    name: KeyName,
    scopes: Scopes,
    expiresAt: Type.Optional(
      Type.String({ ...InstantText, description: 'From then on it is good for nothing; left out, never.' }),
    ),
  },
  { title: 'ApiKeyRequest', additionalProperties: false },
);

const apiKey = {
  id: UuidText,
  name: Type.String(),
  scopes: Scopes,
  createdAt: InstantText,
  expiresAt: Type.Optional(
    Type.String({ ...InstantText, description: 'From then on it is good for nothing.' }),
  ),
  lastUsedAt: Type.Optional(Type.String({ ...InstantText, description: 'To the minute or so.' })),
  revokedAt: Type.Optional(
    Type.String({ ...InstantText, description: 'From then on it is good for nothing.' }),
  ),
} as const;

export const ApiKeySchema = Type.Object(apiKey, {
  title: 'ApiKey',
  description: 'A key by which a program acts for an account. The key itself is not kept.',
});

export const CreatedApiKeyAnswer = Type.Object(
  {
    ...apiKey,
    secret: Type.String({
      pattern: '^sk_',
      description: 'The key, to be sent as `Authorization: Bearer sk_…`. It is shown this once.',
    }),
  },
  { title: 'CreatedApiKey' },
);

export const ApiKeyList = Type.Object({ items: Type.Array(ApiKeySchema) }, { title: 'ApiKeyList' });
