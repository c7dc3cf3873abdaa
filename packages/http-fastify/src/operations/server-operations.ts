import { Type } from 'typebox';
import { defineOperation } from './operation.js';

const TzDatabase = Type.Object(
  {
    version: Type.String({
      description: 'The release that every answer rests on.',
      examples: ['2025b'],
    }),
    platform: Type.Optional(
      Type.String({ description: 'That of the platform, which no answer rests on, if it tells.' }),
    ),
    same: Type.Optional(Type.Boolean({ description: 'Whether they are the same; ready all the same.' })),
  },
  { title: 'TzDatabase', description: 'Releases of the tz database.' },
);

export const showHealthOperation = defineOperation({
  method: 'GET',
  path: '/healthz',
  id: 'showHealth',
  tag: 'Server',
  summary: 'Whether the process answers',
  access: 'open',
  idempotent: false,
  conditional: false,
  vital: true,
  kept: false,
  answer: {
    status: 200,
    description: 'It does.',
    schema: Type.Object({ status: Type.Literal('ok'), version: Type.String() }, { title: 'Health' }),
  },
  problems: [],
});

export const showReadinessOperation = defineOperation({
  method: 'GET',
  path: '/readyz',
  id: 'showReadiness',
  tag: 'Server',
  summary: 'Whether the server can serve',
  access: 'open',
  idempotent: false,
  conditional: false,
  vital: true,
  kept: false,
  answer: {
    status: 200,
    description: 'It can.',
    schema: Type.Object(
      { ready: Type.Literal(true), tzdata: TzDatabase },
      {
        title: 'Readiness',
        additionalProperties: true,
        description: 'With what the server says of its parts.',
      },
    ),
  },
  problems: ['not_ready'],
});

export const showOpenApiOperation = defineOperation({
  method: 'GET',
  path: '/openapi.json',
  id: 'showOpenApi',
  tag: 'Server',
  summary: 'This description of the API',
  access: 'open',
  idempotent: false,
  conditional: false,
  answer: {
    status: 200,
    description: 'An OpenAPI 3.1 document.',
    schema: Type.Object({ openapi: Type.String() }, { title: 'OpenApiDocument', additionalProperties: true }),
  },
  problems: [],
});
