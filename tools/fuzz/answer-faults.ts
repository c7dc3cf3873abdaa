import type { OpenApiDocument } from '@slotkeeper/http-fastify';
import { answerChecker, type ObservedAnswer } from '../../packages/http-fastify/test/documented-answers.js';
import type { DescribedOperation } from './api-description.js';

/** Headers that say nothing of one operation: of HTTP, of security, of the limits that hold for all. */
const GENERAL_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'permissions-policy',
  'ratelimit',
  'ratelimit-policy',
  'referrer-policy',
  'retry-after',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
  'x-request-id',
]);

/** What an answer of a status must tell (RFC 9110 sections 11.6.1, 10.2.1, 10.2.3; RFC 6585 section 4). */
const REQUIRED_HEADERS: Readonly<Record<number, string>> = {
  401: 'www-authenticate',
  405: 'allow',
  429: 'retry-after',
};

/** What is refused before anything knows which operation it would have been. */
const BEFORE_ROUTING: ReadonlySet<number> = new Set([408, 414, 417, 431]);

/** Says what is wrong with an answer, whatever was asked. No request that reaches a sound server may get a 5xx. */
export const answerFaults = (
  document: OpenApiDocument,
): ((answer: ObservedAnswer, operation: DescribedOperation | undefined) => readonly string[]) => {
  const differences = answerChecker(document);
  return (answer, operation) => {
    const { method, status, headers } = answer;
    const faults: string[] = [];
    if (status >= 500) faults.push(`a request was answered ${status}`);
    const required = REQUIRED_HEADERS[status];
    if (required !== undefined && headers[required] === undefined)
      faults.push(`${status} without the header ${required}`);
    if (status === 405 && String(headers['allow']).split(', ').includes(method))
      faults.push('405 for a method that the path is said to have');
    const documented = new Set(
      Object.keys(operation?.responses[status]?.headers ?? {}).map((name) => name.toLowerCase()),
    );
    for (const name of Object.keys(headers)) {
      if (!GENERAL_HEADERS.has(name) && !documented.has(name))
        faults.push(`the header ${name} is not documented for ${status}`);
    }
    try {
      const judged = judgedAs(answer, operation);
      if (judged !== undefined) faults.push(...differences(judged));
    } catch (error) {
      faults.push(`the answer can't be read: ${String(error)}`);
    }
    return faults;
  };
};

/**
 * The answer as one of a path that the document has a word for. A colon within a parameter is not for the document to
 * tell from the one in `{id}:preview`: such a path either leads to what its parameter is of, or nowhere.
 */
const judgedAs = (
  answer: ObservedAnswer,
  operation: DescribedOperation | undefined,
): ObservedAnswer | undefined => {
  const { method, status, url, text } = answer;
  const colon = operation === undefined ? /:|%3a/gi : /%3a/gi;
  const [path = '', ...query] = url.split('?');
  const hasColon = path.search(colon) >= 0;
  const isNowhere =
    BEFORE_ROUTING.has(status) || (hasColon && (status === 405 || text.includes('"code":"not_found"')));
  if (isNowhere) return method === 'HEAD' ? undefined : { ...answer, url: NOWHERE, status: 404 };
  return hasColon ? { ...answer, url: [path.replaceAll(colon, '-'), ...query].join('?') } : answer;
};

const NOWHERE = '/nothing-has-this-path';
