import { createApiKey, listApiKeys, ok, revokeApiKey } from '@slotkeeper/domain';
import {
  createApiKeyOperation,
  listApiKeysOperation,
  revokeApiKeyOperation,
} from '../operations/api-key-operations.js';
import { route, type Route } from '../operations/serve.js';
import { replayedHeader } from '../requests/idempotency-key.js';
import { optionalInstantOf } from '../schemas/wire.js';
import { wireApiKey } from '../schemas/wire-account.js';

export const apiKeyRoutes: readonly Route[] = [
  route(createApiKeyOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { name, scopes } = body;
    const expiresAt = optionalInstantOf(body.expiresAt);
    const created = await createApiKey(dependencies)({ actor, name, scopes, expiresAt, idempotency });
    if (!created.ok) return created;
    const { answer, replayed } = created.value;
    return ok({
      body: { ...wireApiKey(answer.apiKey), secret: answer.secret },
      headers: replayedHeader(replayed),
    });
  }),
  route(listApiKeysOperation, async ({ actor }, dependencies) => {
    const listed = await listApiKeys(dependencies)({ actor });
    return ok({ body: { items: listed.map(wireApiKey) } });
  }),
  route(revokeApiKeyOperation, async ({ actor, params }, dependencies) => {
    const revoked = await revokeApiKey(dependencies)({ actor, id: params.id });
    return revoked.ok ? ok({ body: wireApiKey(revoked.value) }) : revoked;
  }),
];
