import type { ACCESS_TABLE, Action, Actor, Caller, IdempotencyKey, Result } from '@slotkeeper/domain';
import type { FastifyBaseLogger } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import type { Problem, ProblemCode } from '../problems/problem.js';
import type { HttpDependencies, TenantDependencies } from './tenants.js';
import type { Written } from './written.js';

/**
 * One operation of the API, said once: what is read and checked, what its handler gets and may answer, and what the
 * OpenAPI document says all follow from it.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: `/bookings/{id}`, without a prefix. */
  readonly path: string;
  /** The `operationId`. */
  readonly id: string;
  readonly tag: TagName;
  readonly summary: string;
  readonly description?: string;
  /**
   * The row of the domain's access table that it comes under, from which follow who may ask, with what scope of an API
   * key, and whether its handler gets an actor. `open`: nobody is asked who they are.
   */
  readonly access: Action | 'open';
  /** Whether it takes an `Idempotency-Key`. */
  readonly idempotent: boolean;
  /** Whether it takes an `If-Match`. `required`: it must have one, since a lost update would matter. */
  readonly conditional: 'required' | 'optional' | false;
  /** Answered whatever the load, and not counted by any limit: whoever watches over the server must hear from it. */
  readonly vital?: true;
  /** Says of a GET that its answer is never to be kept: a secret, or the state of a moment. Others never are. */
  readonly kept?: false;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Says of a body that it holds what could be guessed by a plain digest of it. */
  readonly hasPassword?: true;
  readonly answer: {
    readonly status: 200 | 201;
    readonly description: string;
    readonly schema: TSchema;
    readonly headers?: readonly AnswerHeader[];
  };
  /** What the handler may answer instead; what every operation of its kind may answer comes by itself. */
  readonly problems: readonly ProblemCode[];
}

export type AnswerHeader = 'ETag' | 'Location' | 'Link';

export const TAGS = {
  Accounts: 'Who may do what: users, hosts, their logins and their API keys.',
  Availability: 'When a host can be booked, as the host states it.',
  Schedules: 'The hours that a host keeps, in local time, with what differs on some dates.',
  'Time off': 'When a host is away, whatever else it has stated.',
  'Event types': 'What can be booked of a host, and on what terms.',
  Slots: 'What can be booked right now.',
  Holds: 'Time that is blocked until a deadline, before it is booked.',
  Bookings: 'Agreed ranges of a host’s time. No two of a host overlap, unless they share a slot.',
  Waitlist: 'Parties that wait for a time which others have.',
  Server: 'The state of the server and the description of its API.',
} as const;

type TagName = keyof typeof TAGS;

/** Keeps the literal types that {@link InputOf} and {@link Handler} are made of. */
export const defineOperation = <const O extends Operation>(operation: O): O => operation;

type Part<O extends Operation, Name extends 'params' | 'query' | 'body'> = O[Name] extends TSchema
  ? Static<O[Name]>
  : undefined;

type ActorOf<Access extends Operation['access']> = Access extends Action
  ? 'anonymous' extends (typeof ACCESS_TABLE)[Access]['allows'][number]
    ? Actor | undefined
    : Actor
  : undefined;

/** What a handler gets: all of it checked. */
export interface InputOf<O extends Operation> {
  readonly params: Part<O, 'params'>;
  readonly query: Part<O, 'query'>;
  readonly body: Part<O, 'body'>;
  /** Undefined: whoever asks has not said who they are. */
  readonly actor: ActorOf<O['access']>;
  readonly idempotency: O['idempotent'] extends true ? IdempotencyKey | undefined : undefined;
  readonly expectedRevision: O['conditional'] extends false ? undefined : number | undefined;
  /** The path and query as they were asked for. */
  readonly url: string;
  readonly log: FastifyBaseLogger;
}

export interface Answer<O extends Operation> {
  readonly body: Static<O['answer']['schema']> | Written<Static<O['answer']['schema']>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is asked, before any of it was read. */
interface Question {
  readonly caller: Caller | undefined;
  /** The path and query as they were asked for. */
  readonly url: string;
}

/** The answer that was given to a question before, if it still is the right one; undefined at once where none was. */
export type Recall<O extends Operation> = (
  question: Question,
  dependencies: HttpDependencies,
) => Promise<Answer<O> | undefined> | undefined;

/** `dependencies` see what belongs to the organisation of the caller, or of what an anonymous caller asks for. */
export type Handler<O extends Operation> = (
  input: InputOf<O>,
  dependencies: TenantDependencies,
) => Promise<Result<Answer<O>, Extract<Problem, { readonly kind: O['problems'][number] }>>>;
