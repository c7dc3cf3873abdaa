/** So many requests in any stretch of a window's length. */
export interface RateLimit {
  /** Names the limit in the headers, and keeps its counts apart from those of others: letters, digits, `-` and `_`. */
  readonly name: string;
  /** At least 1. */
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What came of a request to take one. */
export interface Taken {
  readonly allowed: boolean;
  /** How many may still be taken now. */
  readonly remaining: number;
  /** Whole seconds, at least 1: until another may be taken where this was refused, else until the window ends. */
  readonly resetSeconds: number;
}

/**
 * Takes one of a limit for a key, such as an address or an account. What is refused is not counted.
 *
 * It answers at once, by what this server knows: where several servers share their counts they may, together, let more
 * pass than the limit; each implementation says how much.
 */
export interface RateLimiter {
  readonly take: (limit: RateLimit, key: string) => Taken;
}

/** The same, exactly, however many servers take at once: for what must never be tried more often, such as passwords. */
export interface ExactRateLimiter {
  /** @throws whatever the store of the counts throws: nothing is known then, and nothing should be let pass */
  readonly take: (limit: RateLimit, key: string) => Promise<Taken>;
  /** As if nothing had been taken of the limit for the key. */
  readonly forget: (limit: RateLimit, key: string) => Promise<void>;
}
