import type { ExitCode } from '../exit-code.js';

/** What a command has to say when it ends: once for machines, once for people. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed without; may have several lines. */
  readonly text: string;
}
