/** How the command ends, for the shell that started it. */
export const EXIT = {
  /** It was done, or there was nothing to do. */
  done: 0,
  /** It could not be done, or a server had to be cut off while stopping. */
  failed: 1,
  /** The command line, the configuration or the input is wrong; nothing was started. */
  usage: 2,
  /** It was done, and what was looked at is not as it should be: `doctor` found a fault, a migration is pending. */
  attention: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
