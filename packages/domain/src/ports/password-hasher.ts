/** Hashes passwords with a function made for it, such as Argon2id (RFC 9106). */
export interface PasswordHasher {
  readonly hash: (password: string) => Promise<string>;
  /** `hash` undefined means that there is no such account: the answer is false and takes as long as any other. */
  readonly verify: (password: string, hash: string | undefined) => Promise<boolean>;
}
