/** Makes ids: UUIDs (RFC 9562) that were never given out before. */
export interface IdSource {
  readonly next: () => string;
}
