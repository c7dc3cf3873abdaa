import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { OpenApiDocument } from './openapi/open-api-document.js';

// Swagger UI writes style attributes; everything else comes from this server, and nothing is sent elsewhere.
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the documentation of the API to people, at `/docs`: Swagger UI, with all of its parts served from here. */
export const serveDocumentation = async (app: FastifyInstance, document: OpenApiDocument): Promise<void> => {
  // Its types know OpenAPI 3.0 at most; in this mode it hands on what it is given.
  const specification = { document: document as unknown as StaticDocumentSpec['document'] };
  await app.register(swagger, { mode: 'static', specification });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: app.prefix,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'Slotkeeper API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true, validatorUrl: null },
  });
};
