import type { UserId } from '../identity/user.js';
import type { AnswerToKeep, KeyTaken } from '../ports/kept-answers.js';
import type { Decided, IdempotencyKey, KeyReused } from '../ports/unit-of-work.js';
import { err, ok, type Result } from '../result.js';
import type { AccountDependencies } from './dependencies.js';

/** What is to be kept of an answer that tells of somebody; nothing where the request carries no key. */
export type Keeping<T> = (answer: T, about: UserId) => AnswerToKeep | undefined;

/**
 * Does once what carries an idempotency key, outside of decisions. Whatever is answered is kept sealed, for it may hold
 * secrets. What is refused is judged anew each time.
 */
export const answerOnce = async <T, R extends { readonly kind: string }>(
  { answers, clock, secrets }: Pick<AccountDependencies, 'answers' | 'clock' | 'secrets'>,
  idempotency: IdempotencyKey | undefined,
  make: (keeping: Keeping<T>) => Promise<Result<T, R | KeyTaken>>,
): Promise<Result<Decided<T>, R | KeyReused>> => {
  const replayed = async (): Promise<Result<Decided<T>, KeyReused> | undefined> => {
    const kept = idempotency && (await answers.find(idempotency));
    if (kept === undefined) return undefined;
    const text = kept.fingerprint === idempotency?.fingerprint ? unsealed(kept.answer) : undefined;
    // Sealed by a key that is no longer honoured, it can't be told from another request's.
    return text === undefined
      ? err({ kind: 'key_reused' })
      : ok({ answer: JSON.parse(text) as T, replayed: true });
  };
  const unsealed = (answer: string): string | undefined => {
    const sealed: unknown = JSON.parse(answer);
    return typeof sealed === 'string' ? secrets.unseal(sealed) : undefined;
  };
  const keeping: Keeping<T> = (answer, about) =>
    idempotency && {
      key: idempotency,
      answer: JSON.stringify(secrets.seal(JSON.stringify(answer))),
      at: clock.now(),
      about,
    };
  const before = await replayed();
  if (before !== undefined) return before;
  const made = await make(keeping);
  if (made.ok) return ok({ answer: made.value, replayed: false });
  if (!isKeyTaken(made.error)) return err(made.error);
  const meanwhile = await replayed();
  if (meanwhile === undefined) throw new RangeError('a key is taken, and nothing is kept under it');
  return meanwhile;
};

const isKeyTaken = (error: { readonly kind: string }): error is KeyTaken => error.kind === 'key_taken';
