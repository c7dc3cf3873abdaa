import type { FieldError } from '@slotkeeper/domain';

/** What a problem says of this one time that it came about. */
export interface Particulars {
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly figures?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one field that is to blame. */
export const about = (
  field: string,
  code: string,
  message: string,
): { readonly errors: readonly FieldError[] } => ({ errors: [{ field, code, message }] });
