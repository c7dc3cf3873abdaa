/** Makes and keeps secrets: 256 bits each, of which stores get to see digests only. */
export interface Secrets {
  /** A new one, as base64url. */
  readonly next: () => string;
  /** The same for the same purpose and text, and telling nothing of either; as base64url. */
  readonly derive: (purpose: string, text: string) => string;
  /** What {@link derive} gives by each key that is still honoured, the newest first. */
  readonly derivations: (purpose: string, text: string) => readonly string[];
  /** SHA-256 (FIPS 180-4), as hexadecimal digits: enough for what nobody can guess. */
  readonly digest: (secret: string) => string;
  /** Encrypted and proved, for keeping. */
  readonly seal: (text: string) => string;
  /** Undefined where it was not sealed by a key that is still honoured. */
  readonly unseal: (sealed: string) => string | undefined;
}
