import type { Caller } from '@slotkeeper/domain';
import type { FastifyRequest } from 'fastify';

/** What a log may tell of a request beside its route and status. */
export interface RequestOutcome {
  /** The id of the user, host or guest who sent a good proof. */
  readonly caller?: string;
  /** The code of the problem by which it was refused, or failed. */
  readonly problem?: string;
}

const OUTCOME: unique symbol = Symbol('outcome');

declare module 'fastify' {
  interface FastifyRequest {
    [OUTCOME]?: RequestOutcome;
  }
}

/** What became of a request that was answered; empty where nobody in particular asked and all went well. */
export const outcomeOf = (request: FastifyRequest): RequestOutcome => request[OUTCOME] ?? {};

export const noteCaller = (request: FastifyRequest, { actor }: Caller): void => {
  request[OUTCOME] = { ...request[OUTCOME], caller: actor.userId };
};

export const noteProblem = (request: FastifyRequest, problem: string): void => {
  request[OUTCOME] = { ...request[OUTCOME], problem };
};
