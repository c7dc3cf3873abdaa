import { emailKey, err, StoreUnavailable, type Caller, type Result } from '@slotkeeper/domain';
import type { ExactRateLimiter, RateLimit } from '../limits/rate-limiter.js';
import type { Problem } from '../problems/problem.js';

/** How often secrets may be guessed, and how often what is made for strangers may be asked for. One that is left out is
 * none. */
export interface CredentialLimits {
  /** Attempts to log in from one address, whoever they are for, those that succeed included. */
  readonly loginsPerAddress?: RateLimit | undefined;
  /** Attempts at the password of one account from one address. One that succeeds makes all before it forgotten. */
  readonly guessesPerAccountAndAddress?: RateLimit | undefined;
  /** Attempts at the password of one account, from wherever. One that succeeds makes all before it forgotten. */
  readonly guessesPerAccount?: RateLimit | undefined;
  readonly registrationsPerAddress?: RateLimit | undefined;
  readonly refreshesPerAddress?: RateLimit | undefined;
  /** Bookings without an account. */
  readonly guestBookingsPerAddress?: RateLimit | undefined;
}

export interface CredentialThrottleOptions extends CredentialLimits {
  readonly limiter: ExactRateLimiter;
}

/** What is asked for, as far as limits look at it. */
interface ThrottledRequest {
  /** As limits count it. */
  readonly address: string;
  readonly caller: Caller | undefined;
  /** Checked. */
  readonly body: unknown;
}

type RateLimited = Extract<Problem, { readonly kind: 'rate_limited' }>;

/** Lets one operation be done, or says for how long not. */
export type Throttle = <T, E extends { readonly kind: string }>(
  request: ThrottledRequest,
  attempt: () => Promise<Result<T, E>>,
) => Promise<Result<T, E | RateLimited>>;

/** One count: of a limit, for a key. */
interface Count {
  readonly limit: RateLimit | undefined;
  readonly key: string;
}

/** What is counted of a request. */
interface Counted {
  /** In this order: what one refuses, those after it do not count. */
  readonly counts: readonly Count[];
  /** Forgotten once the secret was right. */
  readonly guesses: readonly Count[];
}

/**
 * The throttles of operations, by their ids; others have none. Every attempt is counted before it is made, in one step
 * for all servers, so that no crowd of guesses that come at once gets past a limit. Whether there is such an account
 * makes no difference to any count: it is the address as it was typed that is counted.
 *
 * One address alone reaches its own limit for an account long before that account's: it takes several to keep an owner
 * out who is somewhere else, and they keep it out for as long as they go on, and a window longer. Whoever has logged in
 * before goes on by refresh tokens, and programs by their keys: no limit here touches those.
 */
export const credentialThrottle = (
  options: CredentialThrottleOptions | undefined,
): ((operationId: string) => Throttle | undefined) => {
  if (options === undefined) return () => undefined;
  const { limiter } = options;
  const throttled =
    (countedOf: (request: ThrottledRequest) => Counted): Throttle =>
    async (request, attempt) => {
      const { counts, guesses } = countedOf(request);
      for (const { limit, key } of counts) {
        if (limit === undefined) continue;
        const { allowed, resetSeconds } = await limiter.take(limit, key).catch(unknown);
        if (!allowed)
          return err({ kind: 'rate_limited', policy: limit.name, retryAfterSeconds: resetSeconds });
      }
      const outcome = await attempt();
      // Where the counts stay, they run out by themselves: what was done is answered.
      if (outcome.ok)
        for (const { limit, key } of guesses)
          if (limit !== undefined) await limiter.forget(limit, key).catch(() => undefined);
      return outcome;
    };
  const perAddress = (limit: RateLimit | undefined): Throttle =>
    throttled(({ address }) => ({ counts: [{ limit, key: address }], guesses: [] }));
  const guessesAt = (account: string, address: string): readonly Count[] => [
    { limit: options.guessesPerAccountAndAddress, key: `${address}\n${account}` },
    { limit: options.guessesPerAccount, key: account },
  ];
  const throttles: Readonly<Record<string, Throttle>> = {
    logIn: throttled(({ address, body }) => {
      const guesses = guessesAt(accountIn(body), address);
      return { counts: [{ limit: options.loginsPerAddress, key: address }, ...guesses], guesses };
    }),
    // Who has stolen an access token must not find out the password by it.
    changePassword: throttled(({ address, caller }) => {
      const guesses = guessesAt(caller?.actor.userId ?? '', address);
      return { counts: guesses, guesses };
    }),
    registerUser: perAddress(options.registrationsPerAddress),
    refreshLogin: perAddress(options.refreshesPerAddress),
    book: throttled(({ address, caller }) => ({
      counts: caller === undefined ? [{ limit: options.guestBookingsPerAddress, key: address }] : [],
      guesses: [],
    })),
  };
  return (operationId) => (Object.hasOwn(throttles, operationId) ? throttles[operationId] : undefined);
};

/** Where nothing is known of what was tried before, nothing is let pass. */
const unknown = (cause: unknown): never => {
  throw cause instanceof StoreUnavailable
    ? cause
    : new StoreUnavailable('the counts of attempts can’t be reached', { outcome: 'unchanged', cause });
};

/** The account that a login is for, whether or not there is one. */
const accountIn = (body: unknown): string => {
  const { email, organisationId = '' } = body as { readonly email: string; readonly organisationId?: string };
  return `${organisationId.toLowerCase()}\n${emailKey(email)}`;
};
