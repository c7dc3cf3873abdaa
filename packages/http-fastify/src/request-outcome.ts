import type { Caller } from '@slotkeeper/domain';
import type { FastifyRequest } from 'fastify';

/** What a log may tell of a request beside its route and status. */
export interface RequestOutcome {
  /** The id of the user, host or guest who sent a good proof. */
  readonly caller?: string;
  /** The code of the problem by which it was refused, or failed. */
  readonly problem?: string;
}

const outcomes = new WeakMap<FastifyRequest, RequestOutcome>();

/** What became of a request that was answered; empty where nobody in particular asked and all went well. */
export const outcomeOf = (request: FastifyRequest): RequestOutcome => outcomes.get(request) ?? {};

export const noteCaller = (request: FastifyRequest, { actor }: Caller): void => {
  outcomes.set(request, { ...outcomeOf(request), caller: actor.userId });
};

export const noteProblem = (request: FastifyRequest, problem: string): void => {
  outcomes.set(request, { ...outcomeOf(request), problem });
};
