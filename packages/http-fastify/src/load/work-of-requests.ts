import type { FastifyRequest } from 'fastify';
import type { LoadShedder } from './load-shedder.js';

/**
 * Counts a request from its arrival until it is answered and its handler has ended: a client that hangs up and asks
 * again has two requests worked on.
 */
export interface WorkOfRequests {
  /** @returns whether it may come in; it must not be worked on otherwise */
  readonly enter: (request: FastifyRequest) => boolean;
  readonly during: <T>(request: FastifyRequest, act: () => Promise<T>) => Promise<T>;
  readonly answered: (request: FastifyRequest) => void;
}

interface Work {
  readonly leave: () => void;
  isHandled: boolean;
  isAnswered: boolean;
}

export const workOfRequests = (shedder: LoadShedder | undefined): WorkOfRequests => {
  const works = new WeakMap<FastifyRequest, Work>();
  return {
    enter: (request) => {
      if (shedder === undefined) return true;
      if (shedder.isOverloaded()) return false;
      works.set(request, { leave: shedder.enter(), isHandled: true, isAnswered: false });
      return true;
    },
    during: async (request, act) => {
      const work = works.get(request);
      if (work === undefined) return act();
      work.isHandled = false;
      try {
        return await act();
      } finally {
        work.isHandled = true;
        if (work.isAnswered) work.leave();
      }
    },
    answered: (request) => {
      const work = works.get(request);
      if (work === undefined) return;
      work.isAnswered = true;
      if (work.isHandled) work.leave();
    },
  };
};
