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
