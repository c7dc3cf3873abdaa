import { openApiDocument } from '@slotkeeper/http-fastify';
import { EXIT } from '../exit-code.js';
import type { Outcome } from './outcome.js';

/** The description of the HTTP API that a server would give. */
export const openapi = (): Outcome => {
  const document = openApiDocument();
  return { exitCode: EXIT.done, json: document, text: JSON.stringify(document, undefined, 2) };
};
