import { Type } from 'typebox';
import { ApiKeyList, ApiKeyRequest, ApiKeySchema, CreatedApiKeyAnswer } from '../schemas/api-key.js';
import { UuidText } from '../schemas/scalars.js';
import { defineOperation } from './operation.js';

export const createApiKeyOperation = defineOperation({
  method: 'POST',
  path: '/api-keys',
  id: 'createApiKey',
  tag: 'Accounts',
  summary: 'Make an API key',
  description: 'By it a program acts for the caller, within its scopes. The key itself is shown this once.',
  access: 'api-key.create',
  idempotent: true,
  conditional: false,
  body: ApiKeyRequest,
  answer: { status: 201, description: 'The key.', schema: CreatedApiKeyAnswer },
  problems: ['invalid_input', 'account_not_found', 'too_many_api_keys', 'key_reused'],
});

export const listApiKeysOperation = defineOperation({
  method: 'GET',
  path: '/api-keys',
  id: 'listApiKeys',
  tag: 'Accounts',
  summary: 'List the caller’s API keys',
  access: 'api-key.list',
  idempotent: false,
  conditional: false,
  answer: {
    status: 200,
    description: 'All of them, in order of id, those that are good for nothing any more included.',
    schema: ApiKeyList,
  },
  problems: [],
});

export const revokeApiKeyOperation = defineOperation({
  method: 'DELETE',
  path: '/api-keys/{id}',
  id: 'revokeApiKey',
  tag: 'Accounts',
  summary: 'Revoke an API key',
  description: 'It is good for nothing, at once. Revoking what is revoked succeeds and does nothing.',
  access: 'api-key.revoke',
  idempotent: false,
  conditional: false,
  params: Type.Object({ id: UuidText }, { additionalProperties: false }),
  answer: { status: 200, description: 'What was revoked.', schema: ApiKeySchema },
  problems: ['api_key_not_found'],
});
