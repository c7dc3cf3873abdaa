import {
  err,
  invalidInput,
  ok,
  type Actor,
  type FieldError,
  type InvalidInput,
  type Result,
  type Secrets,
} from '@slotkeeper/domain';
import type { FastifyRequest } from 'fastify';
import { Type, type TObject, type TSchema } from 'typebox';
import type { InputOf, Operation } from '../operations/operation.js';
import type { Problem } from '../problems/problem.js';
import { anonymousCaller } from './anonymous-caller.js';
import type { Check, RequestPart } from './compile-check.js';
import { fingerprintOf, readIdempotencyKey } from './idempotency-key.js';
import { ifMatchNotTaken, revisionOfIfMatch } from './if-match.js';
import { isOptionalBody } from './optional-body.js';
import { oneSpelling, parameterReader } from './read-parameters.js';

type PreconditionRequired = Extract<Problem, { readonly kind: 'precondition_required' }>;

const NOTHING = Type.Object({}, { additionalProperties: false });

/** Reads a request as its operation says; every offending field of every part of it is named at once. */
export const inputReader = <O extends Operation>(
  operation: O,
  compile: (schema: TSchema, part: RequestPart) => Check,
  secrets: Secrets,
): ((
  request: FastifyRequest,
  actor: Actor | undefined,
) => Result<InputOf<O>, InvalidInput | PreconditionRequired>) => {
  const params = operation.params ?? NOTHING;
  const query: TObject = operation.query ?? NOTHING;
  const checkParams = compile(params, 'params');
  const checkQuery = compile(query, 'query');
  const checkBody = operation.body === undefined ? checkNothing : compile(operation.body, 'body');
  const readParams = parameterReader(params);
  const readQuery = parameterReader(query);
  const spellParams = oneSpelling(params);
  const spellQuery = oneSpelling(query);
  const spellBody = bodySpelling(operation.body);
  const withoutBody = operation.body !== undefined && isOptionalBody(operation.body) ? null : undefined;
  const readIfMatch = ifMatchReader(operation);
  return (request, actor) => {
    const errors: FieldError[] = [];
    const given = request.body ?? withoutBody;
    const givenParams = readParams(request.params as Readonly<Record<string, unknown>>);
    const givenQuery = readQuery(request.query as Readonly<Record<string, unknown>>);
    errors.push(...checkParams(givenParams), ...checkQuery(givenQuery), ...checkBody(given));
    const key = operation.idempotent ? readIdempotencyKey(request.headers['idempotency-key']) : ok(undefined);
    const ifMatch = request.headers['if-match'];
    const revision = readIfMatch(ifMatch);
    for (const header of [key, revision]) if (!header.ok) errors.push(header.error);
    if (errors.length > 0 || !key.ok || !revision.ok) return err(invalidInput(errors));
    // What the client can mend without looking anything up goes first (RFC 9110 section 13.2.1).
    if (operation.conditional === 'required' && ifMatch === undefined)
      return err({ kind: 'precondition_required' });
    const body = spellBody(given);
    const spelledParams = spellParams(givenParams);
    const input = {
      params: spelledParams,
      query: spellQuery(givenQuery),
      body,
      actor,
      idempotency:
        key.value === undefined
          ? undefined
          : {
              callerId: actor?.userId ?? anonymousCaller(secrets, operation.id, body),
              key: key.value,
              fingerprint: fingerprintOf(
                operation.id,
                { params: spelledParams, body: body ?? {} },
                operation.hasPassword === true ? secrets : undefined,
              ),
            },
      expectedRevision: revision.value,
      url: request.url,
      log: request.log,
    };
    // The checks above are compiled from the very schemas that the type is made of.
    return ok(input as unknown as InputOf<O>);
  };
};

/** A read has no revision to change. */
const ifMatchReader = ({
  method,
  conditional,
}: Operation): ((header: string | undefined) => Result<number | undefined, FieldError>) => {
  if (conditional !== false) return revisionOfIfMatch;
  return method === 'GET' ? () => ok(undefined) : ifMatchNotTaken;
};

/** A body that nobody reads may mean that its sender expects something else to happen. */
const checkNothing: Check = (body) =>
  body === undefined ? [] : [{ field: 'body', code: 'not_taken', message: 'must be left out' }];

const bodySpelling = (schema: TSchema | undefined): ((body: unknown) => unknown) => {
  if (schema === undefined) return () => undefined;
  const spell = oneSpelling(schema as TObject);
  return (body) => (body === null ? undefined : spell(body as Readonly<Record<string, unknown>>));
};
