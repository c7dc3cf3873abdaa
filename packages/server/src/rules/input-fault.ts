import type { FieldError } from '@slotkeeper/domain';

/** People are shown so many; whoever reads JSON gets all. */
const MAX_SHOWN = 20;

/** What `slotkeeper slots` was given is no set of rules: everything that is wrong with it. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly errors: readonly FieldError[];

  constructor(source: string, errors: readonly FieldError[]) {
    const shown = errors
      .slice(0, MAX_SHOWN)
      .map(({ field, message }) => `\n  ${field}${field && ' '}${message}`);
    const rest = errors.length > MAX_SHOWN ? `\n  and ${errors.length - MAX_SHOWN} more` : '';
    super(`the rules in ${source} are not valid${shown.join('')}${rest}`);
    this.errors = errors;
  }
}
