import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';

/** A request that was answered before is answered the same, also if what it asked for is gone by now. */
export const replayOr = <T, R extends { readonly kind: string }>(
  { unitOfWork }: Pick<Dependencies, 'unitOfWork'>,
  idempotency: IdempotencyKey | undefined,
  refusal: R,
): Promise<Result<Decided<T>, R | KeyReused>> =>
  unitOfWork.decide<T, R>({ calendars: [], reading: {}, idempotency }, () => err(refusal));
