import type { OpenApiDocument } from '@slotkeeper/http-fastify';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

export type JsonMembers = Readonly<Record<string, Json>>;

/** What is read of a JSON Schema (2020-12). */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: Json;
  readonly examples?: readonly Json[];
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
}

interface DescribedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** One operation as the document describes it. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  /** With the names of its parameters in braces. */
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: { readonly required: boolean; readonly schema: Schema } | undefined;
  /** Whether it says anything about who asks. */
  readonly knowsCaller: boolean;
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

export interface ApiDescription {
  readonly operations: readonly DescribedOperation[];
  /** The schema itself, wherever it is written. @throws RangeError where a reference leads nowhere. */
  readonly resolve: (schema: Schema) => Schema;
}

interface WrittenOperation {
  readonly operationId: string;
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

const SCHEMAS = '#/components/schemas/';

/** Reads an OpenAPI 3.1 document. */
export const readApiDescription = (document: OpenApiDocument): ApiDescription => {
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, Schema>> };
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const target = schemas[schema.$ref.slice(SCHEMAS.length)];
    if (!schema.$ref.startsWith(SCHEMAS) || target === undefined)
      throw new RangeError(`${schema.$ref} leads nowhere`);
    return resolve(target);
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, written]): DescribedOperation => {
      const {
        operationId,
        parameters = [],
        requestBody,
        security = [],
        responses,
      } = written as unknown as WrittenOperation;
      const schema = requestBody?.content['application/json']?.schema;
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        body: schema === undefined ? undefined : { required: requestBody?.required ?? false, schema },
        knowsCaller: security.some((requirement) => Object.keys(requirement).length > 0),
        responses,
      };
    }),
  );
  return { operations, resolve };
};

/** The codes of problems that the document names for an operation. */
export const documentedCodes = ({ responses }: DescribedOperation): readonly string[] =>
  Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, { description }]) => [...description.matchAll(/^`(\w+)`: /gm)].map(([, code = '']) => code));

/** Finds the operation that a request is one of. */
export const operationFinder = (
  operations: readonly DescribedOperation[],
): ((method: string, path: string) => DescribedOperation | undefined) => {
  const matchers = operations.map((operation) => ({
    operation,
    // A template that is more than a name may have a colon after it, as in `/schedules/{id}:preview`.
    pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/:]+')}$`),
    isExact: !operation.path.includes('{'),
  }));
  // A path that is written out goes before one that has a parameter in its place.
  matchers.sort((a, b) => Number(b.isExact) - Number(a.isExact));
  return (method, path) =>
    matchers.find(
      ({ operation, pattern }) =>
        operation.method === (method === 'HEAD' ? 'GET' : method) && pattern.test(path),
    )?.operation;
};
