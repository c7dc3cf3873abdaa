/** One broken rule about one field of what was given. */
export interface FieldError {
  /** Path of the field in the API's own names, such as `startTime`. */
  readonly field: string;
  /** Stable, in snake case. */
  readonly code: string;
  /** For people: what the field must be. */
  readonly message: string;
}

/** What was given breaks rules of form or of sense; nothing was changed. */
export interface InvalidInput {
  readonly kind: 'invalid_input';
  readonly errors: readonly FieldError[];
}

export const invalidInput = (errors: readonly FieldError[]): InvalidInput => ({
  kind: 'invalid_input',
  errors,
});

/** The field holds a number that is no instant. */
export const invalidInstant = (field: string): FieldError => ({
  field,
  code: 'invalid_instant',
  message: 'must be a whole second in the years 0001 to 9999',
});

/** The field names a time zone that there is not. */
export const unknownTimeZone = (field: string): FieldError => ({
  field,
  code: 'unknown_time_zone',
  message: 'must be the IANA name of a time zone, such as Europe/Berlin',
});
