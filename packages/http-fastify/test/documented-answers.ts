import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import type { OpenApiDocument } from '../src/openapi/open-api-document.js';

/** What is looked at in an answer. */
export interface ObservedAnswer {
  readonly method: string;
  /** Path and query, without the prefix of the document's server. */
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** Headers that mean something to a client of this API: one that is sent must be documented. */
const TELLING_HEADERS = ['ETag', 'Location', 'Link', 'Idempotency-Replayed'];
const JSON_TYPE = /^application\/(problem\+)?json/;

/** Says how answers differ from what a document promises. */
export const answerChecker = (document: OpenApiDocument): ((answer: ObservedAnswer) => readonly string[]) => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  formats.default.default(ajv);
  ajv.addFormat('time-zone', (name: string) => Intl.DateTimeFormat('en', { timeZone: name }) !== undefined);
  ajv.addVocabulary(['components', 'x-invalid']);
  const components = closed(document.components);
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();
  const validatorOf = (schema: object): ReturnType<typeof ajv.compile> => {
    const text = JSON.stringify(schema);
    const known = validators.get(text) ?? ajv.compile({ ...(closed(schema) as object), components });
    validators.set(text, known);
    return known;
  };
  const problemSchema = { $ref: '#/components/schemas/Problem' };

  const bodyErrors = (schema: object, text: string): readonly string[] => {
    const validate = validatorOf(schema);
    return validate(JSON.parse(text)) ? [] : [ajv.errorsText(validate.errors)];
  };

  return ({ method, url, status, headers, text }) => {
    const operation = findOperation(document, method === 'HEAD' ? 'GET' : method, url);
    const contentType = String(headers['content-type']).split(';', 1)[0] ?? '';
    if (operation === undefined) {
      // Nobody documents what does not exist; the answer is a problem all the same.
      if (![400, 404, 405].includes(status)) return [`${status} from an operation that is not documented`];
      return contentType === 'application/problem+json'
        ? bodyErrors(problemSchema, text)
        : [`not a problem: ${contentType}`];
    }
    const response = (operation['responses'] as Readonly<Record<number, DocumentedResponse>>)[status];
    if (response === undefined) return [`${status} is not documented`];
    const media = response.content?.[contentType];
    if (media === undefined && response.content !== undefined)
      return [`${contentType} is not documented for ${status}`];
    const undocumented = TELLING_HEADERS.filter(
      (name) => headers[name.toLowerCase()] !== undefined && response.headers?.[name] === undefined,
    ).map((name) => `the header ${name} is not documented for ${status}`);
    if (media === undefined) {
      const said = [headers['content-type'], headers['content-length']].filter((of) => of !== undefined);
      return [...undocumented, ...(text === '' && said.length === 0 ? [] : [`${status} has content`])];
    }
    if (method === 'HEAD') return undocumented;
    if (!JSON_TYPE.test(contentType)) return [`${contentType} is not JSON`];
    return [...undocumented, ...bodyErrors(media.schema, text), ...codeErrors(response, status, text)];
  };
};

const TYPE = 'urn:slotkeeper:problem:';

/**
 * A problem says its own status, and its code is one of those that the operation is documented to have. A policy that
 * the server has added has a code of its own.
 */
const codeErrors = (response: DocumentedResponse, status: number, text: string): readonly string[] => {
  if (status < 400) return [];
  const problem = JSON.parse(text) as {
    readonly code: string;
    readonly status: number;
    readonly type: string;
  };
  const errors: string[] = [];
  if (problem.status !== status) errors.push(`the body says ${problem.status}, the answer ${status}`);
  const documented = problem.type === `${TYPE}custom_policy` ? 'custom_policy' : problem.code;
  if (problem.type !== TYPE + documented) errors.push(`the type ${problem.type} is not that of the code`);
  if (!response.description.includes(`\`${documented}\``))
    errors.push(`${documented} is not documented for ${status}`);
  return errors;
};

const findOperation = (
  document: OpenApiDocument,
  method: string,
  url: string,
): Readonly<Record<string, unknown>> | undefined => {
  const path = url.split('?', 1)[0] ?? '';
  const exact = document.paths[path];
  const match =
    exact ??
    Object.entries(document.paths).find(([template]) =>
      new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/:]+')}$`).test(path),
    )?.[1];
  return match?.[method.toLowerCase()];
};

/** The schema that admits no member that it does not name: what is sent must be documented to the last member. */
const closed = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, closed(member)]));
  return 'properties' in copy && copy['type'] === 'object' && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
};
