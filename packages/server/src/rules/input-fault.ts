import type { FieldError } from '@slotkeeper/domain';

/** People are shown so many; whoever reads JSON gets all. */
const MAX_SHOWN = 20;

/** What a command was given is not what it takes: everything that is wrong with it. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly errors: readonly FieldError[];

  constructor(given: string, errors: readonly FieldError[]) {
    const shown = errors
      .slice(0, MAX_SHOWN)
      .map(({ field, message }) => `\n  ${field}${field && ' '}${message}`);
    const rest = errors.length > MAX_SHOWN ? `\n  and ${errors.length - MAX_SHOWN} more` : '';
    super(`${given} not valid${shown.join('')}${rest}`);
    this.errors = errors;
  }
}
